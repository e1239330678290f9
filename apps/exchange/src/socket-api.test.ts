/** The reference names every message and every field of a payload, and nothing that does not exist. */
import { readFileSync } from 'node:fs';
import { CLIENT_EVENT_NAMES, REQUEST_CODECS, SERVER_EVENT_NAMES } from '@spillway/protocol/wire/codecs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const REFERENCE = readFileSync(new URL('../../../docs/reference/socket-api.md', import.meta.url), 'utf8');

/** The rows below a heading, as lists of cells. */
function tableBelow(heading: string): string[][] {
  const [, section = ''] = REFERENCE.split(`## ${heading}\n`);
  const rows = (section.split('\n## ', 1)[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const codeWords = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);

describe('the Socket.IO reference', () => {
  const clientRows = tableBelow('Messages to the server');

  test('lists the messages of clients', () => {
    expect(clientRows.map(([name = '']) => codeWords(name)[0])).toEqual(CLIENT_EVENT_NAMES);
  });

  test.each(CLIENT_EVENT_NAMES)('lists the fields of %s as its schema has them', (name) => {
    const row = clientRows.find(([cell = '']) => codeWords(cell)[0] === name);
    const codec: z.ZodType | null = REQUEST_CODECS[name];
    const schema = codec === null ? null : z.toJSONSchema(codec, { io: 'input' });
    const required = new Set(schema?.required ?? []);
    const fields = Object.keys(schema?.properties ?? {}).map((key) => (required.has(key) ? key : `${key}?`));
    expect(codeWords(row?.[2] ?? '')).toEqual(fields);
  });

  test('lists the messages of the server', () => {
    expect(tableBelow('Messages from the server').map(([name = '']) => codeWords(name)[0])).toEqual(
      SERVER_EVENT_NAMES,
    );
  });
});
