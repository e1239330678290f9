export { DataDirectory, DataDirectoryError, isSecretOfDigest, secretDigest } from './data-directory.ts';
export { type FrameReading, journalFolderOf, readFrames } from './read-frames.ts';
export { type ReplayedJournal, replayRunJournal } from './replay-run-journal.ts';
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
