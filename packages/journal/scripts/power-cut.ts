/** `npm run crash:journal -- --cuts 20`: power cuts under a journal, and what each of them left. */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { cutPowerRepeatedly, type PowerCutOutcome, whyNoPowerCut } from '../src/crash/power-cut.fixture.ts';

const HELP = `npm run crash:journal -- [options]

Lets a process append to a journal on an ext4 disk of its own, cuts the power at a random moment, and checks that
everything is there which had been acknowledged. Needs Linux, root, mkfs.ext4 and perl. Exit code 1 if anything is lost,
or if nothing is with --sync-off.

  --cuts N     how many (20)
  --seed N     what moments and sizes are drawn from (1)
  --sync-off   acknowledges without syncing: shows that the cut loses what is not on the disk
  --help       this text
`;
const EXIT_USAGE = 2;

function tell({ acknowledged, recovered, lost, isTorn, refusal }: PowerCutOutcome): void {
  const tail = isTorn ? ', torn tail cut' : '';
  const end = refusal === null ? '' : `, refused: ${refusal}`;
  process.stdout.write(`acknowledged ${acknowledged}, recovered ${recovered}, lost ${lost}${tail}${end}\n`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      cuts: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      'sync-off': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [cuts, seed] = [Number(values.cuts), Number(values.seed)];
  if (!(Number.isSafeInteger(cuts) && cuts > 0 && Number.isSafeInteger(seed))) {
    process.stderr.write(`--cuts ${values.cuts} --seed ${values.seed}; expected whole numbers\n`);
    return EXIT_USAGE;
  }
  const why = whyNoPowerCut();
  if (why !== null) {
    process.stderr.write(`no power can be cut here: ${why}\n`);
    return EXIT_USAGE;
  }
  const isSyncOff = values['sync-off'];
  const outcomes = await cutPowerRepeatedly({ cuts, seed, isSyncOff, onCut: tell });
  const acknowledged = outcomes.reduce((sum, outcome) => sum + outcome.acknowledged, 0);
  const lost = outcomes.reduce((sum, outcome) => sum + outcome.lost, 0);
  const cutsWithLoss = outcomes.filter((outcome) => outcome.lost > 0).length;
  process.stdout.write(
    `seed ${seed}: ${cuts} cuts, ${acknowledged} acknowledged, ${lost} lost, ${cutsWithLoss} cuts with loss\n`,
  );
  return isSyncOff === lost > 0 ? 0 : 1;
}

process.exitCode = await main();
