import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openAnew, payloadOf, payloadsOf, seededRandom } from './sample-journal.fixture.ts';
import { SimulatedDisk, type StorageFault, type StorageOperation } from './storage/simulated-storage.ts';
import type { Journal } from './writing/journal.ts';

const SEED = 20_261_124;
const RUNS = 800;

type Step =
  | { readonly kind: 'append'; readonly sizes: readonly number[] }
  /** The disk does so many of the operations that were asked of it. */
  | { readonly kind: 'work'; readonly operations: number }
  | { readonly kind: 'fail'; readonly after: number; readonly fault: StorageFault }
  | { readonly kind: 'kill' | 'cut power' | 'close' };

const fault = fc.oneof(
  fc.constantFrom<StorageFault>({ kind: 'error', code: 'EIO' }, { kind: 'error', code: 'ENOSPC' }),
  fc.integer({ min: 0, max: 300 }).map((byteCount): StorageFault => ({ kind: 'short', byteCount })),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      sizes: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 12 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('work' as const), operations: fc.integer({ min: 1, max: 7 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('fail' as const),
      after: fc.integer({ min: 0, max: 9 }),
      fault,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('kill' as const, 'cut power' as const, 'cut power' as const, 'close' as const),
    }),
  },
);

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A disk that works on command, and the array that the journal must agree with. */
class World {
  readonly disk: SimulatedDisk;
  journal: Journal | null = null;
  /** Payload sizes by sequence, from 1 on, of what was appended or recovered. */
  readonly appended: number[] = [];
  acknowledged = 0;
  tornTails = 0;
  failures = 0;
  readonly #segmentBytes: number;
  #isFree = true;
  readonly #held: (() => void)[] = [];
  #fault: { after: number; readonly fault: StorageFault } | null = null;

  constructor(seed: number) {
    // Segments that are soon full, and segments in which whole groups are torn.
    this.#segmentBytes = seed % 2 === 0 ? 1024 : 8192;
    this.disk = new SimulatedDisk({
      random: seededRandom(seed),
      faultOf: (operation) => this.#faultOf(operation),
      delay: () => (this.#isFree ? Promise.resolve() : new Promise((resolve) => this.#held.push(resolve))),
    });
  }

  async open(): Promise<void> {
    this.journal = null;
    this.#fault = null;
    this.#release();
    const journal = await openAnew(this.disk, { segmentBytes: this.#segmentBytes });
    this.journal = journal;
    this.#isFree = false;
    const { lastSequence, tornTail } = journal.recovery;
    if (tornTail !== null) this.tornTails += 1;
    expect(lastSequence).toBeGreaterThanOrEqual(this.acknowledged);
    expect(lastSequence).toBeLessThanOrEqual(this.appended.length);
    this.appended.length = lastSequence;
    this.acknowledged = lastSequence;
    this.expectContent();
    journal.listen({
      onDurable: (sequence) => {
        if (this.journal === journal) this.acknowledged = sequence;
      },
      onFailure: () => {
        // A journal whose process was killed fails as well, with nobody there to see it.
        if (this.journal === journal) this.failures += 1;
      },
    });
  }

  expectContent(): void {
    expect(payloadsOf(this.disk)).toEqual(this.appended.map((size, index) => payloadOf(index + 1, size)));
  }

  async take(taken: Step): Promise<void> {
    switch (taken.kind) {
      case 'append':
        this.#append(taken.sizes);
        return turn();
      case 'work':
        for (let count = 0; count < taken.operations; count += 1) {
          this.#held.shift()?.();
          await turn();
        }
        return;
      case 'fail':
        this.#fault = { after: taken.after, fault: taken.fault };
        return;
      case 'kill':
        this.disk.kill();
        return this.open();
      case 'cut power':
        this.disk.cutPower();
        return this.open();
      case 'close':
        return this.#close();
    }
  }

  #append(sizes: readonly number[]): void {
    for (const size of sizes) {
      if (this.journal === null || this.journal.failure !== null) return;
      const sequence = this.journal.append(payloadOf(this.appended.length + 1, size));
      this.appended.push(size);
      expect(sequence).toBe(this.appended.length);
    }
  }

  async #close(): Promise<void> {
    this.#release();
    const failure = await this.journal?.close().then(
      () => null,
      (error: unknown) => error,
    );
    if (failure === null) expect(this.acknowledged).toBe(this.appended.length);
    await this.open();
  }

  #release(): void {
    this.#isFree = true;
    for (const resume of this.#held.splice(0)) resume();
  }

  #faultOf(operation: StorageOperation): StorageFault | null {
    const planned = this.#fault;
    const isChange = operation.kind === 'write' || operation.kind === 'datasync';
    if (planned === null || !isChange || (planned.fault.kind === 'short' && operation.kind !== 'write'))
      return null;
    planned.after -= 1;
    if (planned.after >= 0) return null;
    this.#fault = null;
    return planned.fault;
  }
}

test('what was acknowledged is there after every kill, power cut and fault, and nothing else but a prefix is', async () => {
  let tornTails = 0;
  let failures = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), fc.nat(), async (steps, seed) => {
      const world = new World(seed);
      await world.open();
      for (const taken of steps) await world.take(taken);
      world.disk.cutPower();
      await world.open();
      tornTails += world.tornTails;
      failures += world.failures;
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // A test that never meets them proves nothing.
  expect(tornTails).toBeGreaterThan(50);
  expect(failures).toBeGreaterThan(50);
});
