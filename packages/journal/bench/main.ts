/** `npm run bench:journal`: durable appends a second beside the bare disk in the same run, and how fast recovery reads. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openJournal } from '../src/open-journal.ts';
import { verifyJournal } from '../src/verify-journal.ts';
import { type AppendRound, type AppendTimes, timeBareFile, timeJournal } from './measure-appends.ts';
import { timeSteadyRate } from './measure-latency.ts';

const PAYLOAD_BYTES = 200;
const GROUP_SIZES = [1, 64, 512, 4_096];
/** Of each round, so that a round lasts some tenths of a second and a stall of the disk shows in one round only. */
const APPENDS_A_ROUND = 200_000;
const GROUPS_MAX = 2_000;
const SCANNED_FRAMES = 500_000;
const TARGET_GROUP_SIZE = 4_096;
const TARGET_APPENDS_PER_SECOND = 300_000;
const STEADY_RATES = [1_000, 10_000, 50_000];
const STEADY_SECONDS = 4;
const JUDGED_APPENDS_PER_SECOND = 10_000;
const DELAY_TARGETS = [
  { name: 'p50', share: 0.5, delayMsMax: 2 },
  { name: 'p99', share: 0.99, delayMsMax: 10 },
  { name: 'p99.9', share: 0.999, delayMsMax: 150 },
];
const EXIT_USAGE = 2;

const HELP = `npm run bench:journal -- [options]

Appends ${PAYLOAD_BYTES} bytes at a time in groups, each group durable before the next, and prints the median round beside a
plain write and fdatasync of as many bytes in the same run. Then appends at a steady rate, whether or not those before are
durable, and how fast recovery reads. A disk stalls now and then: look at the slowest, too.

  --rounds N        interleaved rounds, of which medians are taken (5)
  --folder FOLDER   on whose disk (the folder for temporary files)
  --help            this text
`;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function quantileMs(times: Float64Array, share: number): number {
  const sorted = times.toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function perSecond(rounds: readonly AppendTimes[]): number {
  return Math.round(median(rounds.map(({ appendsPerSecond }) => appendsPerSecond)));
}

async function appendLine(folder: string, groupSize: number, rounds: number): Promise<string> {
  const groups = Math.min(GROUPS_MAX, Math.ceil(APPENDS_A_ROUND / groupSize));
  const round: AppendRound = { folder, groupSize, groups, payloadBytes: PAYLOAD_BYTES };
  const journal: AppendTimes[] = [];
  const bare: AppendTimes[] = [];
  for (let count = 0; count < rounds; count += 1) {
    journal.push(await timeJournal(round));
    bare.push(await timeBareFile(round));
  }
  const [ours, theirs] = [perSecond(journal), perSecond(bare)];
  const isReached = ours >= TARGET_APPENDS_PER_SECOND ? 'yes' : 'no';
  const target =
    groupSize === TARGET_GROUP_SIZE
      ? `, target ${TARGET_APPENDS_PER_SECOND.toLocaleString('en')}: ${isReached}`
      : '';
  const groupMs = Float64Array.from(journal.flatMap((times) => [...times.groupMs]));
  const [p50, p99, slowest] = [0.5, 0.99, 1].map((share) => quantileMs(groupMs, share).toFixed(2));
  return (
    `groups of ${groupSize}: ${ours.toLocaleString('en')} durable appends/s, bare disk ${theirs.toLocaleString('en')}/s, ` +
    `ratio ${(ours / theirs).toFixed(2)}; group p50 ${p50} ms, p99 ${p99} ms, slowest ${slowest} ms${target}`
  );
}

async function steadyLine(folder: string, appendsPerSecond: number): Promise<string> {
  const steady = { folder, appendsPerSecond, seconds: STEADY_SECONDS, payloadBytes: PAYLOAD_BYTES };
  const { delayMs, longestStallMs } = await timeSteadyRate(steady);
  const told = DELAY_TARGETS.map(({ name, share, delayMsMax }) => {
    const value = quantileMs(delayMs, share);
    const isJudged = appendsPerSecond === JUDGED_APPENDS_PER_SECOND;
    const judgement = isJudged ? ` (target ${delayMsMax}: ${value <= delayMsMax ? 'yes' : 'no'})` : '';
    return `${name} ${value.toFixed(2)} ms${judgement}`;
  });
  const rate = appendsPerSecond.toLocaleString('en');
  return `${rate} appends/s: durable after ${told.join(', ')}; longest stall of the loop ${longestStallMs.toFixed(0)} ms`;
}

async function scanLine(folder: string, rounds: number): Promise<string> {
  const directory = path.join(folder, 'scanned');
  const journal = await openJournal(directory, { runId: 'bench' });
  const payload = new Uint8Array(PAYLOAD_BYTES).fill(7);
  while (journal.lastSequence < SCANNED_FRAMES) {
    for (let count = 0; count < TARGET_GROUP_SIZE; count += 1) journal.append(payload);
    await journal.whenDurable(journal.lastSequence);
  }
  await journal.close();
  const seconds = Array.from({ length: rounds }, () => {
    const begin = performance.now();
    const { lastSequence } = verifyJournal(directory);
    if (lastSequence !== journal.lastSequence)
      throw new Error(`scanned ${lastSequence} of ${journal.lastSequence}`);
    return (performance.now() - begin) / 1_000;
  });
  const framesPerSecond = journal.lastSequence / median(seconds);
  return `recovery scan: ${Math.round(framesPerSecond).toLocaleString('en')} frames/s, of ${journal.lastSequence.toLocaleString('en')}`;
}

async function bench(parent: string, rounds: number): Promise<void> {
  const folder = mkdtempSync(path.join(parent, 'spillway-bench-journal-'));
  const load = loadavg().map((value) => value.toFixed(2));
  process.stdout.write(
    `${cpus()[0]?.model.trim()}, ${cpus().length} processors, load average ${load.join(' ')}; Node.js ${process.version}, ` +
      `${rounds} rounds, payloads of ${PAYLOAD_BYTES} bytes\n`,
  );
  try {
    for (const groupSize of GROUP_SIZES)
      process.stdout.write(`${await appendLine(folder, groupSize, rounds)}\n`);
    for (const rate of STEADY_RATES) process.stdout.write(`${await steadyLine(folder, rate)}\n`);
    process.stdout.write(`${await scanLine(folder, rounds)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const { values: options } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      folder: { type: 'string', default: tmpdir() },
      help: { type: 'boolean', default: false },
    },
  });
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const rounds = Number(options.rounds);
  if (!(Number.isSafeInteger(rounds) && rounds > 0)) {
    process.stderr.write(`--rounds is "${options.rounds}"; expected a whole number from 1 up\n`);
    return EXIT_USAGE;
  }
  await bench(options.folder, rounds);
  return 0;
}

process.exitCode = await main();
