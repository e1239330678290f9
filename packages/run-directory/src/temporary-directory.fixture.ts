import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty directory for a test; hand it Vitest's `onTestFinished`, and it is gone afterwards. */
export function temporaryDirectory(onFinished: (cleanUp: () => void) => void): string {
  const directory = mkdtempSync(join(tmpdir(), 'spillway-run-directory-'));
  onFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
