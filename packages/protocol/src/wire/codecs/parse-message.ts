import type { z } from 'zod';
import type { Answer } from '../socket-events.ts';

const ECHO_LENGTH_MAX = 32;

/** A value from outside in a few characters, for an error line: never the whole of what a stranger sent. */
function echo(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') {
    return JSON.stringify(value.length > ECHO_LENGTH_MAX ? `${value.slice(0, ECHO_LENGTH_MAX)}…` : value);
  }
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** The part of `value` that a path of own keys leads to; undefined where there is none. */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

function describeIssue(where: string, issue: z.core.$ZodIssue, value: unknown): string {
  const place = [where, ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') {
    return `${place}: unknown key ${issue.keys.slice(0, 3).map(echo).join(', ')}`;
  }
  return `${place}: ${issue.message}, got ${echo(valueAt(value, issue.path))}`;
}

/**
 * Reads a value from outside by its schema. The refusal is one line: where, what was expected, what came.
 *
 * @param where The name of the message, such as `placeOrder`.
 */
export function parseMessage<Value>(schema: z.ZodType<Value>, value: unknown, where: string): Answer<Value> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [first] = parsed.error.issues;
  const message = first === undefined ? `${where}: not understood` : describeIssue(where, first, value);
  return { ok: false, code: 'MESSAGE_INVALID', message };
}
