import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JournalError } from '../journal-error.ts';
import { seededRandom } from '../sample-journal.fixture.ts';
import {
  type CrashOutcome,
  type CrashWriter,
  kill,
  pauseMs,
  readBoard,
  recoverAfterCrash,
  startWriter,
} from './crash-child.fixture.ts';
import { LoopDisk, whyNoMount } from './mount.fixture.ts';

const RUN_MS_MIN = 50;
const RUN_MS_SPREAD = 450;
const GROUP_MAX = 256;

export interface PowerCutPlan {
  readonly cuts: number;
  readonly seed: number;
  readonly isSyncOff: boolean;
  /** Hears of each cut. */
  readonly onCut?: (outcome: PowerCutOutcome) => void;
}

export interface PowerCutOutcome {
  readonly acknowledged: number;
  readonly recovered: number;
  /** How many acknowledged entries are not there. */
  readonly lost: number;
  readonly isTorn: boolean;
  /** The line with which the journal refused to open; null when it opened. */
  readonly refusal: string | null;
}

/** Why the power of no disk can be cut here; null when it can. */
export function whyNoPowerCut(): string | null {
  return whyNoMount((folder) => {
    const disk = new LoopDisk(folder);
    disk.format();
    disk.mount();
    try {
      disk.cutPower();
    } finally {
      disk.unmount();
    }
  });
}

/** Lets a process append to a journal on a disk of its own, cuts the power at a random moment, and looks what is there. */
export async function cutPowerRepeatedly(plan: PowerCutPlan): Promise<readonly PowerCutOutcome[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'spillway-power-cut-'));
  const random = seededRandom(plan.seed);
  const outcomes: PowerCutOutcome[] = [];
  try {
    for (let count = 0; count < plan.cuts; count += 1) {
      const outcome = await cutOnce({ folder, random, isSyncOff: plan.isSyncOff });
      plan.onCut?.(outcome);
      outcomes.push(outcome);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return outcomes;
}

interface CutTerms {
  readonly folder: string;
  readonly random: () => number;
  readonly isSyncOff: boolean;
}

async function cutOnce({ folder, random, isSyncOff }: CutTerms): Promise<PowerCutOutcome> {
  const disk = new LoopDisk(folder);
  disk.format();
  disk.mount();
  try {
    const writer: CrashWriter = {
      directory: path.join(disk.place, 'journal'),
      board: path.join(folder, 'board'),
      group: 1 + Math.floor(random() * GROUP_MAX),
      segmentBytes: 4 << 20,
      isSyncOff,
    };
    const child = await startWriter(writer);
    await pauseMs(RUN_MS_MIN + random() * RUN_MS_SPREAD);
    // Looked at before the cut: what is told during it is told by nobody.
    const acknowledged = readBoard(writer.board);
    disk.cutPower();
    await kill(child);
    disk.unmount();
    disk.mount();
    return await recoverOrRefused(writer, acknowledged);
  } finally {
    disk.unmount();
  }
}

async function recoverOrRefused(writer: CrashWriter, acknowledged: number): Promise<PowerCutOutcome> {
  try {
    const outcome: CrashOutcome = await recoverAfterCrash(writer, acknowledged);
    return { ...outcome, lost: Math.max(0, acknowledged - outcome.recovered), refusal: null };
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    return { acknowledged, recovered: 0, lost: acknowledged, isTorn: false, refusal: error.message };
  }
}
