import { floatAt, grownFloats, grownInts, intAt } from '../columns.ts';

/** "No level" at a key, or below it. */
export const NONE = -1;

const FANOUT = 32;
/** Three digits of five bits. */
const PAGE_KEYS = FANOUT * FANOUT * FANOUT;
/** The node that has no children, ever: whoever searches there finds nothing, and nobody has to ask first. */
const NO_NODE = 0;

/** A node is 33 integers: its children, and behind them the word that says which of them exist. */
const STRIDE = 33;
const WORD = 32;

const NODES_AT_START = 64;
const PAGES_AT_START = 4;

/** The largest digit in a word that is not 0. */
function highestDigit(word: number): number {
  return 31 - Math.clz32(word);
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
  /** The page that was asked for last, and its top node: `NO_NODE` when there is no such page. */
  #lastPage = 0;
  #lastRoot = NO_NODE;
  /** Children are nodes, or in a leaf levels plus one; 0 where there is none. */
  #nodes: Int32Array = new Int32Array(NODES_AT_START * STRIDE);
  #nodesUsed = 1;
  /** Freed nodes, chained through their words. */
  #firstFree = NO_NODE;

  /** The level at a key, `NONE` when there is none. */
  get(key: number): number {
    const nodes = this.#nodes;
    const page = Math.floor(key / PAGE_KEYS);
    const root = page === this.#lastPage ? this.#lastRoot : this.#turnTo(page);
    const offset = key - page * PAGE_KEYS;
    const middle = intAt(nodes, root * STRIDE + (offset >>> 10));
    const leaf = intAt(nodes, middle * STRIDE + ((offset >>> 5) & 31));
    return intAt(nodes, leaf * STRIDE + (offset & 31)) - 1;
  }

  /** Enters a level at a key that has none. */
  add(key: number, level: number): void {
    const page = Math.floor(key / PAGE_KEYS);
    const offset = key - page * PAGE_KEYS;
    let root = page === this.#lastPage ? this.#lastRoot : this.#turnTo(page);
    if (root === NO_NODE) root = this.#addPage(page);
    const middle = this.#childMade(root, offset >>> 10);
    const leaf = this.#childMade(middle, (offset >>> 5) & 31);
    this.#setChild(leaf, offset & 31, level + 1);
  }

  /** Removes a key that has a level, and the nodes that are empty without it. */
  remove(key: number): void {
    const page = Math.floor(key / PAGE_KEYS);
    const offset = key - page * PAGE_KEYS;
    const root = page === this.#lastPage ? this.#lastRoot : this.#turnTo(page);
    const middle = intAt(this.#nodes, root * STRIDE + (offset >>> 10));
    const leaf = intAt(this.#nodes, middle * STRIDE + ((offset >>> 5) & 31));
    if (this.#clearChild(leaf, offset & 31)) return;
    if (this.#clearChild(middle, (offset >>> 5) & 31)) return;
    if (this.#clearChild(root, offset >>> 10)) return;
    this.#removePage(page);
  }

  /** The level at the largest key, `NONE` when there is no key. */
  highest(): number {
    if (this.#pageCount === 0) return NONE;
    return this.#highestUnder(intAt(this.#pageRoots, this.#pageCount - 1), 2);
  }

  /** The level at the largest key below one that has a level; `NONE` when that was the smallest. */
  below(key: number): number {
    const page = Math.floor(key / PAGE_KEYS);
    const offset = key - page * PAGE_KEYS;
    const root = page === this.#lastPage ? this.#lastRoot : this.#turnTo(page);
    const middle = intAt(this.#nodes, root * STRIDE + (offset >>> 10));
    const leaf = intAt(this.#nodes, middle * STRIDE + ((offset >>> 5) & 31));
    const nextInLeaf = this.#childBelow(leaf, offset & 31);
    if (nextInLeaf !== 0) return nextInLeaf - 1;
    const nextLeaf = this.#childBelow(middle, (offset >>> 5) & 31);
    if (nextLeaf !== NO_NODE) return this.#highestUnder(nextLeaf, 0);
    const nextMiddle = this.#childBelow(root, offset >>> 10);
    if (nextMiddle !== NO_NODE) return this.#highestUnder(nextMiddle, 1);
    const place = this.#placeOf(page);
    return place === 0 ? NONE : this.#highestUnder(intAt(this.#pageRoots, place - 1), 2);
  }

  /** The child of a node at the largest digit below one, 0 when it has none. */
  #childBelow(node: number, digit: number): number {
    const word = intAt(this.#nodes, node * STRIDE + WORD) & ((1 << digit) - 1);
    return word === 0 ? 0 : intAt(this.#nodes, node * STRIDE + highestDigit(word));
  }

  /** The level at the largest key under a node that stands so many floors above the leaves. */
  #highestUnder(node: number, floors: number): number {
    const nodes = this.#nodes;
    let found = node;
    for (let floor = floors; floor >= 0; floor -= 1) {
      const word = intAt(nodes, found * STRIDE + WORD);
      found = intAt(nodes, found * STRIDE + highestDigit(word));
    }
    return found - 1;
  }

  #setChild(node: number, digit: number, child: number): void {
    const nodes = this.#nodes;
    const place = node * STRIDE;
    nodes[place + WORD] = intAt(nodes, place + WORD) | (1 << digit);
    nodes[place + digit] = child;
  }

  /** Takes a child away; a node without children is given back. Returns whether the node is still there. */
  #clearChild(node: number, digit: number): boolean {
    const nodes = this.#nodes;
    const place = node * STRIDE;
    const word = intAt(nodes, place + WORD) & ~(1 << digit);
    nodes[place + digit] = 0;
    nodes[place + WORD] = word === 0 ? this.#firstFree : word;
    if (word === 0) this.#firstFree = node;
    return word !== 0;
  }

  #childMade(node: number, digit: number): number {
    const child = intAt(this.#nodes, node * STRIDE + digit);
    if (child !== NO_NODE) return child;
    const made = this.#takeNode();
    this.#setChild(node, digit, made);
    return made;
  }

  #takeNode(): number {
    const freed = this.#firstFree;
    if (freed !== NO_NODE) {
      this.#firstFree = intAt(this.#nodes, freed * STRIDE + WORD);
      this.#nodes[freed * STRIDE + WORD] = 0;
      return freed;
    }
    if ((this.#nodesUsed + 1) * STRIDE > this.#nodes.length) {
      this.#nodes = grownInts(this.#nodes, 2 * this.#nodes.length);
    }
    this.#nodesUsed += 1;
    return this.#nodesUsed - 1;
  }

  /** Makes a page the one last used; returns its top node, `NO_NODE` when there is no such page. */
  #turnTo(page: number): number {
    const place = this.#placeOf(page);
    const isThere = place < this.#pageCount && floatAt(this.#pageNumbers, place) === page;
    this.#lastPage = page;
    this.#lastRoot = isThere ? intAt(this.#pageRoots, place) : NO_NODE;
    return this.#lastRoot;
  }

  /** The place of the first page that is not below `page`. */
  #placeOf(page: number): number {
    let low = 0;
    let high = this.#pageCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (floatAt(this.#pageNumbers, middle) < page) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #addPage(page: number): number {
    if (this.#pageCount === this.#pageNumbers.length) {
      this.#pageNumbers = grownFloats(this.#pageNumbers, 2 * this.#pageCount);
      this.#pageRoots = grownInts(this.#pageRoots, 2 * this.#pageCount);
    }
    const place = this.#placeOf(page);
    const root = this.#takeNode();
    this.#pageNumbers.copyWithin(place + 1, place, this.#pageCount);
    this.#pageRoots.copyWithin(place + 1, place, this.#pageCount);
    this.#pageNumbers[place] = page;
    this.#pageRoots[place] = root;
    this.#pageCount += 1;
    return this.#turnTo(page);
  }

  #removePage(page: number): void {
    const place = this.#placeOf(page);
    this.#pageNumbers.copyWithin(place, place + 1, this.#pageCount);
    this.#pageRoots.copyWithin(place, place + 1, this.#pageCount);
    this.#pageCount -= 1;
    this.#turnTo(page);
  }
}
