import { readFileSync } from 'node:fs';

/** What V8 writes: a tree of functions, and which of them ran at each sample. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const FUNCTIONS_SHOWN = 20;

/** `#match packages/engine/src/book.ts:12`; what is no file of ours is told by its name alone. */
function placeOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  const file = /\/((?:apps|packages|node_modules)\/.*)$/.exec(url)?.[1];
  return file === undefined ? name : `${name} ${file}:${lineNumber + 1}`;
}

/** Where the time of a profile went: the functions with the most time of their own, and their share. */
export function summariseProfile(profile: CpuProfile): readonly string[] {
  const placeById = new Map(profile.nodes.map((node) => [node.id, placeOf(node.callFrame)]));
  const microsByPlace = new Map<string, number>();
  let totalMicros = 0;
  for (const [sample, id] of profile.samples.entries()) {
    const place = placeById.get(id) ?? '(unknown)';
    const micros = profile.timeDeltas[sample] ?? 0;
    if (place === '(idle)') continue;
    microsByPlace.set(place, (microsByPlace.get(place) ?? 0) + micros);
    totalMicros += micros;
  }
  return [...microsByPlace]
    .sort(([, left], [, right]) => right - left)
    .slice(0, FUNCTIONS_SHOWN)
    .map(([place, micros]) => `${((100 * micros) / totalMicros).toFixed(1).padStart(5)} %  ${place}`);
}

/** The same for a file that V8 wrote. */
export function summariseProfileFile(file: string): readonly string[] {
  return summariseProfile(JSON.parse(readFileSync(file, 'utf8')) as CpuProfile);
}
