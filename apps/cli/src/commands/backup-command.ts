import { groupThousands } from '@spillway/analysis';
import { type BackupManifest, backUp, type CopyProgress, restore } from '@spillway/data-directory';
import { keptDataFault } from '../kept-data-errors.ts';
import { createTerminalWorkProgress } from '../work-progress.ts';

export interface BackupOptions {
  readonly json: boolean;
}

/** `spillway backup DIR TARGET`: copies what an exchange keeps, also while it runs, and checks the copy. */
export async function backupCommand(source: string, target: string, { json }: BackupOptions): Promise<void> {
  const manifest = await withProgress((listener) => backUp(source, target, listener));
  const { runs } = manifest;
  const text = `${target}: ${runTexts(manifest)}, checked\n`;
  process.stdout.write(json ? `${JSON.stringify({ source, target, runs }, null, 2)}\n` : text);
}

/** `spillway restore BACKUP DIR`: checks a backup and puts it into an empty folder. */
export async function restoreCommand(backup: string, target: string, { json }: BackupOptions): Promise<void> {
  const manifest = await withProgress(async (listener) => restore(backup, target, listener));
  const { runs, liveRunId, createdAt } = manifest;
  const text = `${target}: ${runTexts(manifest)}, as they were at ${createdAt}, checked\n`;
  process.stdout.write(
    json ? `${JSON.stringify({ backup, target, createdAt, liveRunId, runs }, null, 2)}\n` : text,
  );
}

async function withProgress(
  work: (listener: (progress: CopyProgress) => void) => Promise<BackupManifest>,
): Promise<BackupManifest> {
  const progress = createTerminalWorkProgress();
  try {
    return await work(({ runId, runNumber, runCount, fraction }) =>
      progress.update((runNumber - 1 + fraction) / runCount, `run ${runId}, ${runNumber} of ${runCount}`),
    );
  } catch (error) {
    throw keptDataFault(error);
  } finally {
    progress.clear();
  }
}

function runTexts({ runs, liveRunId }: BackupManifest): string {
  const frames = runs.reduce((sum, run) => sum + run.frames, 0);
  const live = liveRunId === null ? 'none of them live' : `${liveRunId} live`;
  return `${runs.length} ${runs.length === 1 ? 'run' : 'runs'} (${live}), ${groupThousands(String(frames))} frames`;
}
