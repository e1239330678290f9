import { byteAt, floatAt, grownBytes, grownFloats, grownInts, intAt } from '../columns.ts';

/** "No node": an empty heap, a missing child. */
export const NO_NODE = -1;

const NODES_AT_START = 64;

/** A list of numbers that is filled, read and emptied again without a new array. */
export class NumberList {
  numbers: Int32Array = new Int32Array(NODES_AT_START);
  count = 0;

  at(place: number): number {
    return intAt(this.numbers, place);
  }

  push(number: number): void {
    if (this.count === this.numbers.length) this.numbers = grownInts(this.numbers, this.count * 2);
    this.numbers[this.count] = number;
    this.count += 1;
  }

  clear(): void {
    this.count = 0;
  }
}

/**
 * Any number of heaps over one set of nodes; a heap is named by its root. The smallest key is at the root, and two heaps
 * become one in O(log n), because the way down along right children is kept short (C. A. Crane's leftist trees): a node's
 * rank counts the steps of that way, and its right child never has the higher one. Any node can be taken out.
 *
 * A node is in one heap at most. Nodes are the caller's own slot numbers, columns grow with them.
 */
export class LeftistHeaps {
  #keys: Float64Array = new Float64Array(NODES_AT_START);
  #lefts: Int32Array = new Int32Array(NODES_AT_START);
  #rights: Int32Array = new Int32Array(NODES_AT_START);
  #parents: Int32Array = new Int32Array(NODES_AT_START);
  #ranks: Uint8Array = new Uint8Array(NODES_AT_START);
  #names: Int32Array = new Int32Array(NODES_AT_START);

  /** A heap of one node, to be melded with others. */
  single(node: number, key: number): number {
    if (node >= this.#keys.length) this.#grow(node);
    this.#keys[node] = key;
    this.#lefts[node] = NO_NODE;
    this.#rights[node] = NO_NODE;
    this.#parents[node] = NO_NODE;
    this.#ranks[node] = 1;
    return node;
  }

  key(node: number): number {
    return floatAt(this.#keys, node);
  }

  /** Notes at a root which of the caller's heaps it is; `nameOf` reads it, as long as this is the root. */
  nameRoot(root: number, name: number): void {
    this.#names[root] = name;
  }

  nameOf(root: number): number {
    return intAt(this.#names, root);
  }

  isRoot(node: number): boolean {
    return intAt(this.#parents, node) === NO_NODE;
  }

  /** The root of the heap that a node is in; climbs to it, which may take as many steps as there are nodes. */
  rootOf(node: number): number {
    let root = node;
    for (let above = intAt(this.#parents, root); above !== NO_NODE; above = intAt(this.#parents, root)) {
      root = above;
    }
    return root;
  }

  /** One heap of two, either of which may be empty. @returns its root */
  meld(first: number, second: number): number {
    if (first === NO_NODE) return second;
    if (second === NO_NODE) return first;
    if (floatAt(this.#keys, second) < floatAt(this.#keys, first)) return this.meld(second, first);
    const right = this.meld(intAt(this.#rights, first), second);
    this.#rights[first] = right;
    this.#parents[right] = first;
    this.#lean(first);
    this.#parents[first] = NO_NODE;
    return first;
  }

  /** Takes a node out of its heap. @returns the root of what is left: the given one, unless it is the node itself */
  remove(root: number, node: number): number {
    const above = intAt(this.#parents, node);
    const rest = this.meld(intAt(this.#lefts, node), intAt(this.#rights, node));
    if (rest !== NO_NODE) this.#parents[rest] = above;
    if (above === NO_NODE) return rest;
    if (intAt(this.#lefts, above) === node) this.#lefts[above] = rest;
    else this.#rights[above] = rest;
    this.#leanUpwards(above);
    return root;
  }

  /**
   * Adds every node of a heap whose key is at most `keyMax` to a list, in no particular order. Costs what it finds: below
   * a larger key there are only larger ones. The list itself is the queue of what is still to be looked below.
   */
  collect(root: number, keyMax: number, into: NumberList): void {
    let next = into.count;
    this.#offer(root, keyMax, into);
    while (next < into.count) {
      const node = into.at(next);
      next += 1;
      this.#offer(intAt(this.#lefts, node), keyMax, into);
      this.#offer(intAt(this.#rights, node), keyMax, into);
    }
  }

  #offer(node: number, keyMax: number, into: NumberList): void {
    if (node !== NO_NODE && floatAt(this.#keys, node) <= keyMax) into.push(node);
  }

  #rank(node: number): number {
    return node === NO_NODE ? 0 : byteAt(this.#ranks, node);
  }

  /** Puts the child of higher rank to the left. @returns whether the node's own rank changed */
  #lean(node: number): boolean {
    const left = intAt(this.#lefts, node);
    const right = intAt(this.#rights, node);
    const isSwapped = this.#rank(left) < this.#rank(right);
    if (isSwapped) {
      this.#lefts[node] = right;
      this.#rights[node] = left;
    }
    const rank = this.#rank(isSwapped ? left : right) + 1;
    if (rank === byteAt(this.#ranks, node)) return false;
    this.#ranks[node] = rank;
    return true;
  }

  #leanUpwards(from: number): void {
    let node = from;
    while (node !== NO_NODE && this.#lean(node)) node = intAt(this.#parents, node);
  }

  #grow(node: number): void {
    let capacity = this.#keys.length;
    while (capacity <= node) capacity *= 2;
    this.#keys = grownFloats(this.#keys, capacity);
    this.#lefts = grownInts(this.#lefts, capacity);
    this.#rights = grownInts(this.#rights, capacity);
    this.#parents = grownInts(this.#parents, capacity);
    this.#ranks = grownBytes(this.#ranks, capacity);
    this.#names = grownInts(this.#names, capacity);
  }
}
