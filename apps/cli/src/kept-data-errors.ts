import { DataDirectoryError, JournalError, RunFaultError } from '@spillway/data-directory';
import { failure, wrongInput } from './command-error.ts';

/** Tells a fault of a folder of an exchange as a command ends: what is no such folder is wrong input, damage a failure. */
export function keptDataFault(error: unknown): unknown {
  if (error instanceof DataDirectoryError) return wrongInput(error.message, error);
  if (error instanceof JournalError || error instanceof RunFaultError) return failure(error.message, error);
  // The system refused: a disk that is full, a folder that may not be written.
  if (error instanceof Error && 'syscall' in error) return failure(error.message, error);
  return error;
}
