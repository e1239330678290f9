/** A disk that really fills up: what the process says, how it ends, and that it loses nothing that it acknowledged. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { proveRun, readKeptData } from '@spillway/data-directory';
import { expect, onTestFinished, test } from 'vitest';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const DISK = 'size=20m';

/** A small disk of its own; null where this user may not have one. */
function smallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'spillway-full-disk-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', DISK, 'tmpfs', folder]).status === 0;
  onTestFinished(() => {
    if (isMounted) spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return isMounted ? folder : null;
}

async function runUntilItEnds(
  flags: readonly string[],
): Promise<{ readonly code: number; readonly stderr: string }> {
  const child = spawn(process.execPath, [MAIN, '--port', '0', ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stderr };
}

test('an exchange whose disk fills up stops, keeps what it had, and does not start until there is room', async ({
  skip,
}) => {
  const disk = smallDisk();
  if (disk === null) return skip('needs to mount a file system');
  const data = join(disk, 'data');
  const ended = await runUntilItEnds(['--scenario', 'load-test', '--speed', '1000', '--data', data]);
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(
    /"reason":"[^"]*nothing from sequence \d+ on is durable","msg":"nothing more can be kept"/,
  );

  const [run] = readKeptData(data).runs;
  const proof = run === undefined ? null : proveRun(run);
  expect(proof?.commands).toBeGreaterThan(1_000);

  const again = await runUntilItEnds(['--data', data]);
  expect(again.code).toBe(2);
  expect(again.stderr).toMatch(/^spillway exchange: --data: .*; expected to open a journal for writing\n$/);
});
