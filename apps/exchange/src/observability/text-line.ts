const LEVEL_WIDTH = 5;

/** A JSON line of the log as a person reads it: time of day, level, what happened, and the particulars. */
export function textLine(jsonLine: string): string {
  const { time, level, msg, err, ...particulars } = JSON.parse(jsonLine) as Readonly<Record<string, unknown>>;
  const timeOfDay = String(time).slice('2026-01-01T'.length, -'.000Z'.length);
  const words = Object.entries(particulars).map(([name, value]) => `${name}=${textOf(value)}`);
  const head = [timeOfDay, String(level).toUpperCase().padEnd(LEVEL_WIDTH), String(msg ?? ''), ...words];
  const stack = isFault(err) ? `\n  ${err.stack.replaceAll('\n', '\n  ')}` : '';
  return `${head.join(' ')}${stack}\n`;
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}

function isFault(value: unknown): value is { readonly stack: string } {
  return typeof value === 'object' && value !== null && 'stack' in value && typeof value.stack === 'string';
}
