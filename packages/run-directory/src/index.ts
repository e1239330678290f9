export { checkJournal, checkReplay, type ReplayedRun } from './check-run.ts';
export {
  createRunDirectory,
  type EndedRun,
  type RunDirectoryTarget,
  type RunDirectoryWriter,
} from './create-run-directory.ts';
export { type RecordedRun, readJournal, readRun } from './read-run.ts';
export {
  createEventRecord,
  createRunRecord,
  type EventRecord,
  type RunRecord,
  type RunStreams,
} from './record-streams.ts';
export { RunDirectoryError, type RunDirectoryFault, systemReason } from './run-directory-error.ts';
export type { RunHashes, RunManifest } from './run-manifest.ts';
export { SPILLWAY_VERSION } from './run-versions.ts';
