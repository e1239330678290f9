export { checkInvariants, createEngine, restoreEngine } from './engine.ts';
export { InvariantError } from './invariants/invariant-error.ts';
export type { EngineOptions } from './market.ts';
export { SnapshotError } from './snapshot/byte-reader.ts';
