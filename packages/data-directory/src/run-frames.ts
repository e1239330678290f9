/** What stands in the journal of a live run: what each frame is, as bytes. */
import { Buffer } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import type { JournalRecord } from '@spillway/protocol';
import type { Scenario } from '@spillway/scenarios';
import type { RunInput } from './run-input.ts';

/** The first frame: what the run was made of. */
export interface RunFounding {
  readonly format: 'spillway-live-run';
  readonly version: 1;
  readonly runId: string;
  /** As it was resolved. */
  readonly scenario: Scenario;
  readonly seed: string;
  readonly phase: 'ready' | 'running';
  readonly speed: number;
}

/** Where the run stood after so many commands, for a run that is taken up to be held against. */
export interface RunCheckpoint {
  readonly commands: number;
  readonly stateHash: string;
}

export type RunFrame =
  | { readonly kind: 'founding'; readonly content: RunFounding }
  | { readonly kind: 'command'; readonly content: JournalRecord }
  | { readonly kind: 'input'; readonly content: RunInput }
  | { readonly kind: 'checkpoint'; readonly content: RunCheckpoint };

/** By the flags of the frame. */
const KINDS = ['founding', 'command', 'input', 'checkpoint'] as const;

const decoder = new TextDecoder('utf-8', { fatal: true });

export function flagsOf(kind: RunFrame['kind']): number {
  return KINDS.indexOf(kind);
}

export function encodeFrame({ content }: RunFrame): Uint8Array {
  // Out of the pool of small buffers: an encoder would make an array with memory of its own for every frame.
  return Buffer.from(JSON.stringify(content));
}

/** @throws SyntaxError or TypeError when the bytes are no frame of a live run */
export function decodeFrame(flags: number, payload: Uint8Array): RunFrame {
  const kind = KINDS[flags];
  if (kind === undefined) throw new TypeError(`no kind of frame has the flags ${flags}`);
  // The journal's own checks hold the bytes to what this program wrote.
  return { kind, content: JSON.parse(decoder.decode(payload)) } as RunFrame;
}

/** Whether two commands are the same, whatever the order of their fields. */
export function isSameCommand(left: JournalRecord, right: JournalRecord): boolean {
  return isDeepStrictEqual(left, JSON.parse(JSON.stringify(right)));
}
