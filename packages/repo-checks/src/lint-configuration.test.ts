import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './repository-files.ts';

/** One fault, in one file, that one rule of the linter must report. */
interface PlantedFault {
  readonly rule: string;
  readonly file: string;
  readonly source: string;
}

const lines = (count: number, line: string): string => `${line}\n`.repeat(count);

const FAULTS: readonly PlantedFault[] = [
  { rule: 'noExplicitAny', file: 'packages/engine/src/any.ts', source: 'export const value: any = 1;' },
  {
    rule: 'noNonNullAssertion',
    file: 'packages/engine/src/non-null.ts',
    source: 'export const first = (values: number[]): number => values[0]!;',
  },
  { rule: 'noEnum', file: 'packages/engine/src/enum.ts', source: 'export enum Side { Buy, Sell }' },
  {
    rule: 'noParameterProperties',
    file: 'packages/engine/src/parameter-property.ts',
    source: 'export class Book { constructor(readonly depth: number) {} }',
  },
  {
    rule: 'noDefaultExport',
    file: 'packages/engine/src/default-export.ts',
    source: 'const depth = 1;\nexport default depth;',
  },
  {
    rule: 'noConsole',
    file: 'packages/simulation/src/speaks.ts',
    source: "export const speak = (): void => console.log('tick');",
  },
  {
    rule: 'noRestrictedGlobals',
    file: 'packages/engine/src/clock.ts',
    source: 'export const now = (): number => Date.now();',
  },
  {
    rule: 'noRestrictedImports',
    file: 'packages/engine/src/reads-files.ts',
    source:
      "import { readFileSync } from 'node:fs';\nexport const read = (): string => readFileSync('x', 'utf8');",
  },
  {
    rule: 'noJsRestrictedProperties',
    file: 'packages/agents/src/draws.ts',
    source: 'export const draw = (): number => Math.random();',
  },
  {
    rule: 'noJsRestrictedProperties',
    file: 'packages/analysis/src/powers.ts',
    source: 'export const square = (value: number): number => Math.pow(value, 2);',
  },
  {
    rule: 'noUndeclaredDependencies',
    file: 'packages/engine/src/undeclared.ts',
    source: "import { z } from 'zod';\nexport const schema: unknown = z;",
  },
  {
    rule: 'noUndeclaredDependencies',
    file: 'packages/engine/src/test-only-dependency.ts',
    source: "import { Decimal } from 'decimal.js';\nexport const zero: unknown = new Decimal(0);",
  },
  {
    rule: 'useImportExtensions',
    file: 'packages/engine/src/no-extension.ts',
    source: "import { value } from './any';\nexport const same: unknown = value;",
  },
  {
    rule: 'noReExportAll',
    file: 'packages/engine/src/barrel.ts',
    source: "export * from './any.ts';",
  },
  {
    rule: 'useFilenamingConvention',
    file: 'packages/engine/src/orderBook.ts',
    source: 'export const depth = 1;',
  },
  {
    rule: 'useMaxParams',
    file: 'packages/engine/src/many-parameters.ts',
    source: 'export const sum = (a: number, b: number, c: number, d: number): number => a + b + c + d;',
  },
  {
    rule: 'noExcessiveLinesPerFunction',
    file: 'packages/engine/src/long-function.ts',
    source: `export function long(start: number): number {\n  let value = start;\n${lines(71, '  value += 1;')}  return value;\n}`,
  },
  {
    rule: 'noExcessiveLinesPerFile',
    file: 'packages/engine/src/long-file.ts',
    source: `${lines(401, '// A line.')}export const depth = 1;`,
  },
  {
    rule: 'noExcessiveCognitiveComplexity',
    file: 'packages/engine/src/complex.ts',
    source: `export function tangled(a: boolean, b: boolean): number {\n  let value = 0;\n  for (let i = 0; i < 3; i += 1) {\n${lines(6, '    if (a) { if (b) { value += 1; } }')}  }\n  return value;\n}`,
  },
  {
    rule: 'noImportCycles',
    file: 'packages/engine/src/cycle-left.ts',
    source: "import { right } from './cycle-right.ts';\nexport const left = (): unknown => right;",
  },
  {
    rule: 'noImportCycles',
    file: 'packages/engine/src/cycle-right.ts',
    source: "import { left } from './cycle-left.ts';\nexport const right = (): unknown => left;",
  },
  {
    rule: 'noShadow',
    file: 'packages/engine/src/shadow.ts',
    source:
      'const depth = 1;\nexport const double = (values: number[]): number[] => values.map((depth) => depth * 2);\nexport const same = depth;',
  },
  {
    rule: 'useThrowOnlyError',
    file: 'packages/engine/src/throws-text.ts',
    source: "export function fail(): never {\n  throw 'broken';\n}",
  },
  {
    rule: 'useErrorCause',
    file: 'packages/engine/src/loses-cause.ts',
    source:
      "export function wrap(work: () => void): void {\n  try {\n    work();\n  } catch (error) {\n    throw new Error('failed');\n  }\n}",
  },
  {
    rule: 'useReadonlyClassProperties',
    file: 'packages/engine/src/mutable-property.ts',
    source: 'export class Book {\n  private depth = 1;\n  read(): number {\n    return this.depth;\n  }\n}',
  },
  {
    rule: 'noFloatingPromises',
    file: 'packages/simulation/src/floats.ts',
    source:
      'async function work(): Promise<void> {\n  await Promise.resolve();\n}\nexport function start(): void {\n  work();\n}',
  },
  {
    rule: 'noMisusedPromises',
    file: 'packages/simulation/src/misuses.ts',
    source:
      'async function ready(): Promise<boolean> {\n  return await Promise.resolve(true);\n}\nexport function ask(): number {\n  if (ready()) {\n    return 1;\n  }\n  return 0;\n}',
  },
  {
    rule: 'useExhaustiveSwitchCases',
    file: 'packages/engine/src/forgets-a-case.ts',
    source:
      "type Side = 'buy' | 'sell';\nexport function sign(side: Side): number {\n  switch (side) {\n    case 'buy':\n      return 1;\n  }\n  return 0;\n}",
  },
  {
    rule: 'useAwaitThenable',
    file: 'packages/simulation/src/awaits-a-number.ts',
    source: 'export async function wait(): Promise<number> {\n  return await 1;\n}',
  },
  {
    rule: 'noFocusedTests',
    file: 'packages/engine/src/focused.test.ts',
    source: "import { expect, test } from 'vitest';\ntest.only('one', () => expect(1).toBe(1));",
  },
  {
    rule: 'noSkippedTests',
    file: 'packages/engine/src/skipped.test.ts',
    source: "import { expect, test } from 'vitest';\ntest.skip('one', () => expect(1).toBe(1));",
  },
];

let folder = '';
let reported: ReadonlySet<string> = new Set();

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spillway-planted-faults-'));
  execFileSync('git', ['init', '--quiet', folder]);
  copyFileSync(path.join(ROOT, '.gitignore'), path.join(folder, '.gitignore'));
  copyFileSync(path.join(ROOT, 'biome.json'), path.join(folder, 'biome.json'));
  copyFileSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  for (const { file, source } of FAULTS) {
    const manifest = path.join(file.split('/').slice(0, 2).join('/'), 'package.json');
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    copyFileSync(path.join(ROOT, manifest), path.join(folder, manifest));
    writeFileSync(path.join(folder, file), `${source}\n`);
  }
  const biome = path.join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const run = spawnSync(process.execPath, [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  });
  reported = new Set(errorsIn(run.stdout));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface BiomeReport {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly severity: string;
    readonly location: { readonly path: string };
  }[];
}

/** Every error as `rule in file`. */
function errorsIn(json: string): readonly string[] {
  const report = JSON.parse(json) as BiomeReport;
  return report.diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ category, location }) => `${category.split('/').at(-1)} in ${location.path}`);
}

describe('the configuration of the linter', () => {
  test.each(FAULTS)('reports $rule in $file', ({ rule, file }) => {
    expect([...reported].filter((error) => error.endsWith(` in ${file}`))).toContain(`${rule} in ${file}`);
  });
});
