/**
 * What is due when. Entries leave in order of time, and in order of arrival among equals: a total order that
 * depends on nothing but the pushes. A 4-ary heap over typed arrays that double when they are full.
 */
const ARITY = 4;
const INITIAL_CAPACITY = 1024;

export class EventQueue {
  #times = new Float64Array(INITIAL_CAPACITY);
  #sequences = new Float64Array(INITIAL_CAPACITY);
  #payloads = new Float64Array(INITIAL_CAPACITY);
  #size = 0;
  #pushed = 0;

  get size(): number {
    return this.#size;
  }

  /** Time of the next entry; Infinity when there is none. */
  get nextTimeMs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#times[0] ?? 0);
  }

  /** Adds an entry. `payload` is any safe integer; its meaning is the caller's. */
  push(timeMs: number, payload: number): void {
    if (this.#size === this.#times.length) this.#grow();
    let hole = this.#size;
    this.#size += 1;
    const sequence = this.#pushed;
    this.#pushed += 1;
    while (hole > 0) {
      const parent = Math.floor((hole - 1) / ARITY);
      if ((this.#times[parent] ?? 0) <= timeMs) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#set(hole, { timeMs, sequence, payload });
  }

  /** Takes the next entry out and returns its payload. Throws a RangeError when there is none. */
  pop(): number {
    if (this.#size === 0) throw new RangeError('pop from an empty queue');
    const payload = this.#payloads[0] ?? 0;
    this.#size -= 1;
    if (this.#size > 0) this.#sinkLastFromTop();
    return payload;
  }

  /** Puts the last entry where it belongs, starting from the hole at the top. */
  #sinkLastFromTop(): void {
    const last = this.#size;
    let hole = 0;
    while (true) {
      const child = this.#leastChild(hole);
      if (child === -1 || !this.#isBefore(child, last)) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#move(last, hole);
  }

  #leastChild(parent: number): number {
    const first = parent * ARITY + 1;
    if (first >= this.#size) return -1;
    const end = Math.min(first + ARITY, this.#size);
    let least = first;
    for (let child = first + 1; child < end; child += 1) {
      if (this.#isBefore(child, least)) least = child;
    }
    return least;
  }

  #isBefore(left: number, right: number): boolean {
    const leftTime = this.#times[left] ?? 0;
    const rightTime = this.#times[right] ?? 0;
    if (leftTime !== rightTime) return leftTime < rightTime;
    return (this.#sequences[left] ?? 0) < (this.#sequences[right] ?? 0);
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from] ?? 0;
    this.#sequences[to] = this.#sequences[from] ?? 0;
    this.#payloads[to] = this.#payloads[from] ?? 0;
  }

  #set(at: number, entry: { timeMs: number; sequence: number; payload: number }): void {
    this.#times[at] = entry.timeMs;
    this.#sequences[at] = entry.sequence;
    this.#payloads[at] = entry.payload;
  }

  #grow(): void {
    const capacity = this.#times.length * 2;
    this.#times = widened(this.#times, capacity);
    this.#sequences = widened(this.#sequences, capacity);
    this.#payloads = widened(this.#payloads, capacity);
  }
}

function widened(values: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const wide = new Float64Array(capacity);
  wide.set(values);
  return wide;
}
