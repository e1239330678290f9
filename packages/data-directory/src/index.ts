export { JournalError } from '@spillway/journal';
export { backUp, type CopyListener, type CopyProgress } from './back-up.ts';
export type { BackedUpRun, BackupManifest } from './backup-manifest.ts';
export { DataDirectory, DataDirectoryError, isSecretOfDigest, secretDigest } from './data-directory.ts';
export { findKeptRun, type KeptData, type KeptRun, readKeptData } from './kept-data.ts';
export { type ProofOptions, proveRun, RunFaultError, type RunProof } from './prove-run.ts';
export { type Pruning, pruneRuns } from './prune-runs.ts';
export { type FrameReading, journalFolderOf, readFrames } from './read-frames.ts';
export { restore } from './restore.ts';
export {
  decodeFrame,
  encodeFrame,
  flagsOf,
  isSameCommand,
  type RunCheckpoint,
  type RunFounding,
  type RunFrame,
} from './run-frames.ts';
export type { Actor, InputRequest, RunAction, RunInput, TradeAction, TradingMessage } from './run-input.ts';
