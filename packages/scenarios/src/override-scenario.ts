/** Changes single settings of a scenario: `population.isolatedShare=0.5`. */
import { parse } from 'yaml';
import { nearNames } from './near-names.ts';
import { checkScenario } from './parse-scenario.ts';
import type { Scenario } from './scenario.ts';
import { ScenarioError } from './scenario-error.ts';

type Node = Record<string, unknown>;

/**
 * A copy of `scenario` with `path=value` settings applied in order. An entry of a list is named by its number
 * from 0, its `name` or its `symbol` (`population.groups.makers.countPerInstrument=3`).
 *
 * @throws ScenarioError for an unknown path (with near names) or a value that the schema refuses
 */
export function overrideScenario(scenario: Scenario, settings: readonly string[]): Scenario {
  const copy = structuredClone(scenario) as unknown as Node;
  for (const setting of settings) applySetting(copy, setting);
  return checkScenario(copy, '--set');
}

function applySetting(root: Node, setting: string): void {
  const equals = setting.indexOf('=');
  if (equals <= 0) {
    throw new ScenarioError([`--set: "${setting}" is not a setting; expected path=value`]);
  }
  const path = setting.slice(0, equals);
  const keys = path.split('.');
  let node: unknown = root;
  for (const key of keys.slice(0, -1)) node = childOf(node, key);
  const last = resolveKey(node, keys.at(-1) ?? '');
  if (last === null) throw unknownPath(root, path);
  (node as Node)[last] = parseValue(path, setting.slice(equals + 1));
}

function childOf(node: unknown, key: string): unknown {
  const resolved = resolveKey(node, key);
  return resolved === null ? undefined : (node as Node)[resolved];
}

/** The key under which a node holds what a path segment names; null when it holds no such thing. */
function resolveKey(node: unknown, segment: string): string | null {
  if (typeof node !== 'object' || node === null) return null;
  if (Object.hasOwn(node, segment) && segment !== 'length') return segment;
  if (!Array.isArray(node)) return null;
  const index = node.findIndex((entry) => entryName(entry) === segment);
  return index === -1 ? null : String(index);
}

function entryName(entry: unknown): string | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const name = (entry as Node)['name'] ?? (entry as Node)['symbol'];
  return typeof name === 'string' ? name : null;
}

function parseValue(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new ScenarioError([`--set: ${path}: ${JSON.stringify(text)} is not a value; expected YAML`], {
      cause: error,
    });
  }
}

function unknownPath(root: Node, path: string): ScenarioError {
  const empty = emptyParent(root, path.split('.'));
  if (empty !== null) {
    return new ScenarioError([
      `--set: ${path}: ${empty} holds nothing here; expected it to be set as a whole, such as ${empty}=…, before a part of it`,
    ]);
  }
  const near = nearNames(path, settingPaths(root));
  const hint = near.length === 0 ? 'a setting of the scenario' : near.join(' or ');
  return new ScenarioError([`--set: ${path}: no such setting; expected ${hint}`]);
}

/** The part of a path that is there, and is null or an empty list; null when there is no such part. */
function emptyParent(root: Node, keys: readonly string[]): string | null {
  let node: unknown = root;
  for (const [depth, key] of keys.entries()) {
    node = childOf(node, key);
    if (node === undefined) return null;
    if (node === null || (Array.isArray(node) && node.length === 0))
      return keys.slice(0, depth + 1).join('.');
  }
  return null;
}

/** Every path that can be set, list entries by their names where they have one. */
function settingPaths(node: unknown, prefix = ''): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const entries = Array.isArray(node)
    ? node.map((entry, index) => [entryName(entry) ?? String(index), entry] as const)
    : Object.entries(node);
  return entries.flatMap(([key, value]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    return [path, ...settingPaths(value, path)];
  });
}
