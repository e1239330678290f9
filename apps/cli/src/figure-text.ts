/** The answer to a question about a figure, for reading: every figure on a line, the calculation below. */
import type { FigureAnswer } from '@spillway/margin';

const LABEL_WIDTH = 26;

/** `insuranceDelta` becomes `insurance delta`. */
export function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function inline(value: unknown): string {
  if (value === null) return 'not stated';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${words(name)} ${inline(part)}`)
    .join(', ');
}

/** One line a figure; a list has one line an item. */
function rows(name: string, value: unknown): readonly string[] {
  const label = `  ${words(name)}`.padEnd(LABEL_WIDTH);
  if (!Array.isArray(value)) return [`${label}${inline(value)}`];
  if (value.length === 0) return [`${label}none`];
  return value.map((item) => `${label}${inline(item)}`);
}

export function figureText({ kind, explain, ...figures }: FigureAnswer): string {
  return [
    kind.replaceAll('-', ' '),
    ...Object.entries(figures).flatMap(([name, value]) => rows(name, value)),
    '  how:',
    ...explain.map(({ term, formula, value }) => `    ${term} = ${value}    (${formula})`),
  ].join('\n');
}
