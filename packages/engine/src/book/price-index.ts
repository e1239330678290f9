import { floatAt, grownFloats, grownInts, intAt } from '../columns.ts';

/** "Nothing here": no level at a key, no node, no page. */
export const NONE = -1;

const FANOUT = 32;
const DIGIT_BITS = 5;
const DIGIT_MASK = FANOUT - 1;
/** Three digits of five bits. */
const PAGE_KEYS = FANOUT * FANOUT * FANOUT;

const NODES_AT_START = 64;
const PAGES_AT_START = 4;

/** The largest digit in a word that is not 0. */
function highestDigit(word: number): number {
  return FANOUT - 1 - Math.clz32(word);
}

/**
 * A sparse map from whole numbers to levels that finds the next smaller key in a handful of steps, however far away
 * it is: a bitmap of three floors. A node has a word that says which of its 32 children exist, and the children: nodes
 * of the floor below, or levels. Three floors make a page of 32,768 keys, which is more than a market spans on most
 * days, so that the page last used is nearly always the right one. A key far away works as well: it has a page of its
 * own, found by a binary search. Nodes appear with their first key and are given back with their last, so memory
 * follows the levels that exist and not the range of prices.
 */
export class PriceIndex {
  /** Pages in ascending order, each with its top node. */
  #pageNumbers: Float64Array = new Float64Array(PAGES_AT_START);
  #pageRoots: Int32Array = new Int32Array(PAGES_AT_START);
  #pageCount = 0;
  #lastPlace = 0;
  /** One word a node: which children exist. */
  #words: Int32Array = new Int32Array(NODES_AT_START);
  #children: Int32Array = new Int32Array(NODES_AT_START * FANOUT);
  #nodesUsed = 0;
  /** Freed nodes, chained through their first child. */
  #firstFree = NONE;

  /** The level at a key, `NONE` when there is none. */
  get(key: number): number {
    const page = Math.floor(key / PAGE_KEYS);
    const place = this.#placeOf(page);
    if (place >= this.#pageCount || floatAt(this.#pageNumbers, place) !== page) return NONE;
    const offset = key - page * PAGE_KEYS;
    const middle = this.#child(intAt(this.#pageRoots, place), offset >>> (2 * DIGIT_BITS));
    if (middle === NONE) return NONE;
    const leaf = this.#child(middle, (offset >>> DIGIT_BITS) & DIGIT_MASK);
    return leaf === NONE ? NONE : this.#child(leaf, offset & DIGIT_MASK);
  }

  /** Enters a level at a key that has none. */
  add(key: number, level: number): void {
    const page = Math.floor(key / PAGE_KEYS);
    const offset = key - page * PAGE_KEYS;
    const middle = this.#childMade(this.#rootMade(page), offset >>> (2 * DIGIT_BITS));
    const leaf = this.#childMade(middle, (offset >>> DIGIT_BITS) & DIGIT_MASK);
    this.#setChild(leaf, offset & DIGIT_MASK, level);
  }

  /** Removes a key that has a level, and the nodes that are empty without it. */
  remove(key: number): void {
    const page = Math.floor(key / PAGE_KEYS);
    const place = this.#placeOf(page);
    const offset = key - page * PAGE_KEYS;
    const root = intAt(this.#pageRoots, place);
    const middle = this.#child(root, offset >>> (2 * DIGIT_BITS));
    const leaf = this.#child(middle, (offset >>> DIGIT_BITS) & DIGIT_MASK);
    if (this.#clearChild(leaf, offset & DIGIT_MASK)) return;
    if (this.#clearChild(middle, (offset >>> DIGIT_BITS) & DIGIT_MASK)) return;
    if (this.#clearChild(root, offset >>> (2 * DIGIT_BITS))) return;
    this.#pageNumbers.copyWithin(place, place + 1, this.#pageCount);
    this.#pageRoots.copyWithin(place, place + 1, this.#pageCount);
    this.#pageCount -= 1;
  }

  /** The level at the largest key, `NONE` when there is no key. */
  highest(): number {
    if (this.#pageCount === 0) return NONE;
    return this.#highestUnder(intAt(this.#pageRoots, this.#pageCount - 1), 2);
  }

  /** The level at the largest key below one that has a level; `NONE` when that was the smallest. */
  below(key: number): number {
    const page = Math.floor(key / PAGE_KEYS);
    const place = this.#placeOf(page);
    const offset = key - page * PAGE_KEYS;
    const root = intAt(this.#pageRoots, place);
    const middle = this.#child(root, offset >>> (2 * DIGIT_BITS));
    const leaf = this.#child(middle, (offset >>> DIGIT_BITS) & DIGIT_MASK);
    let found = this.#childBelow(leaf, offset & DIGIT_MASK);
    if (found !== NONE) return found;
    found = this.#childBelow(middle, (offset >>> DIGIT_BITS) & DIGIT_MASK);
    if (found !== NONE) return this.#highestUnder(found, 0);
    found = this.#childBelow(root, offset >>> (2 * DIGIT_BITS));
    if (found !== NONE) return this.#highestUnder(found, 1);
    return place === 0 ? NONE : this.#highestUnder(intAt(this.#pageRoots, place - 1), 2);
  }

  /** The child of a node at a digit, `NONE` when it has none there. */
  #child(node: number, digit: number): number {
    const isThere = (intAt(this.#words, node) & (1 << digit)) !== 0;
    return isThere ? intAt(this.#children, node * FANOUT + digit) : NONE;
  }

  /** The child of a node at the largest digit below one, `NONE` when it has none. */
  #childBelow(node: number, digit: number): number {
    const word = intAt(this.#words, node) & ((1 << digit) - 1);
    return word === 0 ? NONE : intAt(this.#children, node * FANOUT + highestDigit(word));
  }

  /** The level at the largest key under a node that stands so many floors above the leaves. */
  #highestUnder(node: number, floors: number): number {
    let found = node;
    for (let floor = floors; floor >= 0; floor -= 1) {
      found = intAt(this.#children, found * FANOUT + highestDigit(intAt(this.#words, found)));
    }
    return found;
  }

  #setChild(node: number, digit: number, child: number): void {
    this.#words[node] = intAt(this.#words, node) | (1 << digit);
    this.#children[node * FANOUT + digit] = child;
  }

  /** Takes a child away; a node without children is given back. Returns whether the node is still there. */
  #clearChild(node: number, digit: number): boolean {
    const word = intAt(this.#words, node) & ~(1 << digit);
    this.#words[node] = word;
    if (word !== 0) return true;
    this.#children[node * FANOUT] = this.#firstFree;
    this.#firstFree = node;
    return false;
  }

  #childMade(node: number, digit: number): number {
    const child = this.#child(node, digit);
    if (child !== NONE) return child;
    const made = this.#takeNode();
    this.#setChild(node, digit, made);
    return made;
  }

  /** The top node of a page, made when the page is new. */
  #rootMade(page: number): number {
    const place = this.#placeOf(page);
    if (place < this.#pageCount && floatAt(this.#pageNumbers, place) === page) {
      return intAt(this.#pageRoots, place);
    }
    if (this.#pageCount === this.#pageNumbers.length) {
      this.#pageNumbers = grownFloats(this.#pageNumbers, 2 * this.#pageCount);
      this.#pageRoots = grownInts(this.#pageRoots, 2 * this.#pageCount);
    }
    const root = this.#takeNode();
    this.#pageNumbers.copyWithin(place + 1, place, this.#pageCount);
    this.#pageRoots.copyWithin(place + 1, place, this.#pageCount);
    this.#pageNumbers[place] = page;
    this.#pageRoots[place] = root;
    this.#pageCount += 1;
    return root;
  }

  /** The place of the first page that is not below `page`. */
  #placeOf(page: number): number {
    if (this.#lastPlace < this.#pageCount && floatAt(this.#pageNumbers, this.#lastPlace) === page) {
      return this.#lastPlace;
    }
    let low = 0;
    let high = this.#pageCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (floatAt(this.#pageNumbers, middle) < page) low = middle + 1;
      else high = middle;
    }
    this.#lastPlace = low;
    return low;
  }

  #takeNode(): number {
    let node = this.#firstFree;
    if (node !== NONE) {
      this.#firstFree = intAt(this.#children, node * FANOUT);
      return node;
    }
    if (this.#nodesUsed === this.#words.length) {
      this.#words = grownInts(this.#words, 2 * this.#nodesUsed);
      this.#children = grownInts(this.#children, 2 * this.#nodesUsed * FANOUT);
    }
    node = this.#nodesUsed;
    this.#nodesUsed += 1;
    return node;
  }
}
