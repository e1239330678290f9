import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fencedBlocks } from './markdown.ts';
import { ROOT, readRepositoryFile } from './repository-files.ts';

/** Pages that show what a script prints. After a change that moves the figures, run it and copy what it says. */
const PRINTED = [
  { page: 'docs/explanation/liquidation.md', script: 'packages/engine/scripts/print-liquidation.ts' },
  {
    page: 'docs/how-to/compare-venues.md',
    script: 'packages/scenarios/scripts/print-venue-comparison.ts',
  },
] as const;

test.each(PRINTED)('$page shows what $script prints', ({ page, script }) => {
  const printed = execFileSync(process.execPath, [path.join(ROOT, script)], { encoding: 'utf8' });
  const shown = fencedBlocks(readRepositoryFile(page)).filter(({ info }) => info === 'text');
  expect(shown.map(({ lines }) => `${lines.join('\n')}\n`)).toContain(printed);
});
