import { readFileSync } from 'node:fs';
import { SPILLWAY_VERSION } from '@spillway/run-directory';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from './program.ts';

const reference = readFileSync(new URL('../../../docs/reference/cli.md', import.meta.url), 'utf8');
const program = createProgram();

/** The flags in the table of a command's section, in order. */
function documentedFlags(heading: string): readonly string[] {
  const section = reference.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  return [...(section ?? '').matchAll(/^\| `(--[^`]+)` \|/gm)].map(([, flag]) => flag ?? '');
}

function declaredFlags(command: Command): readonly string[] {
  return command.options.map(({ flags }) => flags);
}

describe('the reference names every flag of every command, and no other', () => {
  test.each(program.commands.map((command) => [command.name(), command] as const))('%s', (name, command) => {
    expect(reference).toContain(`\n## spillway ${name}\n`);
    expect(documentedFlags(`spillway ${name}`)).toEqual(declaredFlags(command));
  });

  test('spillway itself', () => {
    expect(documentedFlags('spillway')).toEqual([...declaredFlags(program), '--help']);
  });

  test('the reference has no section of a command that does not exist', () => {
    const sections = [...reference.matchAll(/^## spillway (\S+)$/gm)].map(([, name]) => name);
    expect(sections).toEqual(program.commands.map((command) => command.name()));
  });
});

test.each(program.commands.map((command) => [command.name(), command] as const))(
  'the help of %s has an example',
  (_name, command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    expect(help).toMatch(/Examples?:\n {2}\$ (?:echo .*|npx spillway )/);
  },
);

test('the version is that of the package', () => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ version: SPILLWAY_VERSION });
});
