import { fencedBlocks } from './markdown.ts';

/** One command that a document tells its reader to type. */
export interface DocumentedCommand {
  readonly command: string;
  readonly lineNumber: number;
}

/**
 * Commands that are not run as they stand, because they install, serve until they are stopped, or are a stage of the
 * tests: each with what shows that it works.
 */
const SHOWN_ELSEWHERE: readonly { readonly pattern: RegExp; readonly shownBy: string }[] = [
  { pattern: /^git clone \S+$|^cd \S+$/, shownBy: 'whoever runs the tests has done it' },
  { pattern: /^(?:PORT=\d+ )?npm start(?: -- .*)?$/, shownBy: 'npm-start.acceptance.ts' },
  { pattern: /^npm test(?: -- .*)?$/, shownBy: 'the run that this is part of' },
  { pattern: /^npm (?:ci|install)$/, shownBy: 'the set-up of npm test' },
  {
    pattern: /^npm run (?:lint|format|typecheck|boundaries|unit|build)(?: -- .*)?$/,
    shownBy: 'stages of npm test',
  },
  { pattern: /^npm run build -w apps\/console$/, shownBy: 'the stage of npm test that builds the console' },
  { pattern: /^node apps\/exchange\/src\/main\.ts$/, shownBy: 'npm-start.acceptance.ts, which starts it' },
  { pattern: /^npx spillway serve(?: .*)?$/, shownBy: 'the tests of the command line tool' },
  {
    pattern: /^(?:npm run loadtest|node loadtests\/run\.ts) (?:protocol|smoke|selloff)$/,
    shownBy: 'the k6 stages of npm test',
  },
];

/**
 * The commands of a document: the lines of its `sh` blocks, without comments; a line that ends with a backslash goes on.
 * A block marked `sh no-run REASON` is for reading.
 *
 * @throws if a block is marked so without a reason, or by words that are none of these
 */
export function documentedCommands(text: string): readonly DocumentedCommand[] {
  return fencedBlocks(text).flatMap((block) => {
    const [language, ...rest] = block.info.split(/\s+/);
    if (language !== 'sh') {
      return [];
    }
    const [marker, ...reason] = rest;
    if (marker === undefined) {
      return commandsOf(block.lines, block.lineNumber + 1);
    }
    if (marker !== 'no-run' || reason.length === 0) {
      throw new Error(
        `line ${block.lineNumber}: "${block.info}"; expected "sh", or "sh no-run" and the reason`,
      );
    }
    return [];
  });
}

/** What else shows that a command works; undefined if it has to be run to know. */
export function shownElsewhere(command: string): string | undefined {
  const bare = command.replace(/\s+#.*$/, '').trim();
  return SHOWN_ELSEWHERE.find(({ pattern }) => pattern.test(bare))?.shownBy;
}

function commandsOf(lines: readonly string[], firstLineNumber: number): readonly DocumentedCommand[] {
  const commands: DocumentedCommand[] = [];
  let begun = '';
  for (const [index, line] of lines.entries()) {
    const isContinued = line.endsWith('\\');
    begun += isContinued ? line.slice(0, -1) : line;
    const command = begun.trim();
    if (!isContinued) {
      begun = '';
      if (command !== '' && !command.startsWith('#')) {
        commands.push({ command, lineNumber: firstLineNumber + index });
      }
    }
  }
  return commands;
}
