import { unreadable } from './run-directory-error.ts';

/** Parses JSON that a run left; a fault is told in one line. */
export function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
    throw unreadable(`${place}: not valid JSON: ${reason}`, error);
  }
}
