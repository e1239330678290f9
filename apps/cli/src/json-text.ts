import { wrongInput } from './command-error.ts';

/** Parses JSON from outside; a fault is told with its line and column where the runtime gives a position. */
export function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw wrongInput(`${place}: not valid JSON: ${faultText(text, message)}`, error);
  }
}

/** `line 3, column 7: Expected ',' or '}' after property value`. */
function faultText(text: string, message: string): string {
  if (text.trim() === '') return 'it is empty; expected a JSON object';
  const reason = message.replace(/ in JSON.*$/s, '').replace(/\s+/g, ' ');
  const offset = /at position (\d+)/.exec(message)?.[1];
  if (offset === undefined) return reason;
  const before = text.slice(0, Number(offset)).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${reason}`;
}
