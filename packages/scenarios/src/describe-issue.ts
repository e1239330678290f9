/** Says what is wrong with a value in one line: the place, the value, what was expected. */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const SHOWN_LENGTH_MAX = 60;

/** The value at a path inside parsed YAML or JSON; undefined when there is none. */
function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function pathText(path: Path): string {
  return path.length === 0 ? 'the whole file' : path.map(String).join('.');
}

/** One line an issue. */
export function describeIssue(issue: Issue, root: unknown): readonly string[] {
  const place = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) => `${pathText([...issue.path, key])}: unknown setting; expected none of this name`,
    );
  }
  const value = valueAt(root, issue.path);
  const found = value === undefined ? 'nothing' : shown(value);
  return [`${place}: ${found} is not valid; expected ${expectation(issue)}`];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= SHOWN_LENGTH_MAX ? text : `${text.slice(0, SHOWN_LENGTH_MAX)}…`;
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : withArticle(issue.expected);
    case 'too_small':
      return `${sizeOf(issue.origin)} ${issue.inclusive === false ? 'above' : 'of at least'} ${issue.minimum}`;
    case 'too_big':
      return `${sizeOf(issue.origin)} ${issue.inclusive === false ? 'below' : 'of at most'} ${issue.maximum}`;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'invalid_format':
      return issue.message;
    case 'invalid_union':
      return `another value of ${issue.discriminator ?? 'this setting'}`;
    default:
      return issue.message;
  }
}

function sizeOf(origin: string): string {
  if (origin === 'string') return 'a number of characters';
  if (origin === 'array') return 'a number of entries';
  return 'a number';
}

function withArticle(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
