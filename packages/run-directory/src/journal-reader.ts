import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { JournalRecord } from '@spillway/protocol';
import { parseJson } from './json-text.ts';
import { systemReason, unreadable } from './run-directory-error.ts';

const CHUNK_BYTES = 1 << 20;
/** A line of the journal is a few hundred bytes; a file with a longer one is no journal. */
const LINE_BYTES_MAX = 1 << 20;

/** SHA-256 of a file's bytes in hexadecimal; throws a `RunDirectoryError` when it cannot be read. */
export function sha256OfFile(file: string): string {
  const hash = createHash('sha256');
  for (const chunk of readChunks(file)) hash.update(chunk);
  return hash.digest('hex');
}

/**
 * The records of a journal, one by one, never all in memory. Throws a `RunDirectoryError` that names the line when
 * one is no journal record or is out of order.
 */
export function* readJournalFile(file: string): Generator<JournalRecord> {
  let lineNumber = 0;
  for (const { text, isWhole } of readLines(file)) {
    lineNumber += 1;
    if (!isWhole) throw unreadable(`${file}: line ${lineNumber}: cut off: expected a line feed at its end`);
    yield parseRecord(text, { file, lineNumber });
  }
}

interface LinePlace {
  readonly file: string;
  readonly lineNumber: number;
}

function parseRecord(line: string, { file, lineNumber }: LinePlace): JournalRecord {
  const place = `${file}: line ${lineNumber}`;
  const refuse = (reason: string): Error => unreadable(`${place}: ${reason}`);
  const record = parseJson(line, place) as Partial<JournalRecord> | null;
  if (record?.sequence !== lineNumber) {
    throw refuse(`sequence: expected ${lineNumber}, got ${JSON.stringify(record?.sequence)}`);
  }
  if (typeof record.origin !== 'string') {
    throw refuse(`origin: expected who sent the command, got ${JSON.stringify(record.origin)}`);
  }
  if (typeof record.command?.kind !== 'string' || !Number.isSafeInteger(record.command.timeMs)) {
    throw refuse(`command: expected a kind and a timeMs, got ${JSON.stringify(record.command)}`);
  }
  return record as JournalRecord;
}

interface Line {
  /** Without its line feed. */
  readonly text: string;
  /** False when it has none: the file ends in the middle of it, or it is too long to be a record. */
  readonly isWhole: boolean;
}

function* readLines(file: string): Generator<Line> {
  let rest: Buffer = Buffer.alloc(0);
  for (const chunk of readChunks(file)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      yield { text: bytes.toString('utf8', start, end), isWhole: true };
      start = end + 1;
    }
    // The chunk's memory is read into again: what is kept of it must be a copy.
    rest = Buffer.from(bytes.subarray(start));
    if (rest.length > LINE_BYTES_MAX) break;
  }
  if (rest.length > 0) yield { text: '', isWhole: false };
}

/** The bytes of a file in pieces. A piece is valid until the next one is asked for. */
function* readChunks(file: string): Generator<Buffer> {
  const buffer = Buffer.alloc(CHUNK_BYTES);
  const descriptor = orRefuse(file, () => openSync(file, 'r'));
  try {
    for (;;) {
      const length = orRefuse(file, () => readSync(descriptor, buffer, 0, CHUNK_BYTES, null));
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

function orRefuse(file: string, systemCall: () => number): number {
  try {
    return systemCall();
  } catch (error) {
    throw unreadable(`${file}: ${systemReason(error)}; expected the journal of a run`, error);
  }
}
