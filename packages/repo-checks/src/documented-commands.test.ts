import { describe, expect, test } from 'vitest';
import { documentedCommands, shownElsewhere } from './documented-commands.ts';
import { fencedBlocks } from './markdown.ts';
import { readRepositoryFile, repositoryFiles } from './repository-files.ts';

describe('the commands of a document', () => {
  test('are the lines of its sh blocks', () => {
    const text =
      'Type:\n\n```sh\nnpm start\n# a comment\n\nnpx spillway run x \\\n  --json   # why\n```\n```json\n{}\n```\n';
    expect(documentedCommands(text)).toEqual([
      { command: 'npm start', lineNumber: 4 },
      { command: 'npx spillway run x   --json   # why', lineNumber: 8 },
    ]);
  });

  test('are not those of a block that says why it is not run', () => {
    expect(documentedCommands('```sh no-run needs a class of students\nnpx spillway teach\n```\n')).toEqual(
      [],
    );
  });

  test.each(['sh no-run', 'sh norun because'])('"%s" is refused: a reason is owed', (info) => {
    expect(() => documentedCommands(`\`\`\`${info}\nnpm start\n\`\`\`\n`)).toThrow('expected "sh"');
  });
});

describe('commands that are not run as they stand', () => {
  test.each([
    'npm start',
    'npm start -- --seed 7',
    'PORT=4001 npm start',
    'npm test    # everything',
    'npm run lint',
    'npm run build -w apps/console   # writes out',
    'node apps/exchange/src/main.ts',
    'npx spillway serve --port 4001',
    'node loadtests/run.ts selloff',
    'npm run loadtest smoke',
  ])('%s is shown elsewhere', (command) => {
    expect(shownElsewhere(command)).toBeDefined();
  });

  test.each([
    'npx spillway run october-2025',
    'npm start && rm -r runs',
    'npm run nothing',
    'node loadtests/run.ts soak',
    'npm run loadtest',
  ])('%s has to be run', (command) => {
    expect(shownElsewhere(command)).toBeUndefined();
  });
});

describe('the documents of this repository', () => {
  const texts = repositoryFiles().filter((file) => file.endsWith('.md'));

  test('mark commands as sh, and as nothing else', () => {
    const others = texts.flatMap((file) =>
      fencedBlocks(readRepositoryFile(file))
        .filter(({ info }) => /^(?:bash|shell|zsh|console|shell-session|powershell)\b/.test(info))
        .map(({ info, lineNumber }) => `${file}:${lineNumber}: ${info}`),
    );
    expect(others).toEqual([]);
  });

  test.each(texts)('%s gives a reason where its commands are not run', (file) => {
    expect(() => documentedCommands(readRepositoryFile(file))).not.toThrow();
  });
});
