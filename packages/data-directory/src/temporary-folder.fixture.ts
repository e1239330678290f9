import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty folder for a test; hand it Vitest's `onTestFinished`, and it is gone afterwards. */
export function temporaryFolder(onFinished: (cleanUp: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'spillway-data-directory-'));
  onFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
