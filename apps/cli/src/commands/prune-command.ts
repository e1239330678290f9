import { pruneRuns } from '@spillway/data-directory';
import { wrongInput } from '../command-error.ts';
import { keptDataFault } from '../kept-data-errors.ts';

export interface PruneOptions {
  readonly keep: string;
  readonly json: boolean;
}

/** `spillway prune DIR --keep N`: removes the oldest runs of an exchange's folder, never the live one. */
export function pruneCommand(directory: string, { keep, json }: PruneOptions): void {
  if (!/^\d{1,9}$/.test(keep)) throw wrongInput(`--keep: expected a whole number such as 10, got "${keep}"`);
  const pruning = pruneOrRefuse(directory, Number(keep));
  const lines = pruning.removed.map((runId) => `removed ${runId}\n`);
  const text = `${lines.join('')}${directory}: ${pruning.removed.length} removed, ${pruning.kept.length} kept\n`;
  process.stdout.write(json ? `${JSON.stringify({ directory, ...pruning }, null, 2)}\n` : text);
}

function pruneOrRefuse(directory: string, keep: number): ReturnType<typeof pruneRuns> {
  try {
    return pruneRuns(directory, keep);
  } catch (error) {
    throw keptDataFault(error);
  }
}
