import { type EventMap, partialSink, simulatedMs } from '@spillway/protocol';
import { mark } from '@spillway/testkit';
import { expect, test } from 'vitest';
import { checkInvariants, createEngine } from '../index.ts';
import { drawCrowd, drawSteps, enterCrowd, scanCrowd } from './search-workload.fixture.ts';

const ACCOUNTS = 20_000;
const STEPS = { count: 400, jumpOneIn: 20 };

test.each([5, 6])(
  'L2 20,000 accounts, 400 marks: the accounts of a full scan are liquidated, in its order (seed %i)',
  (seed) => {
    const crowd = drawCrowd(seed, ACCOUNTS);
    const steps = drawSteps(seed + 94, STEPS);
    let liquidated: number[] = [];
    const stages = new Set<string>();
    const engine = createEngine({
      sink: partialSink({
        liquidationStarted: (event: EventMap['liquidationStarted']) => liquidated.push(event.accountId),
        liquidationFilled: (event: EventMap['liquidationFilled']) => stages.add(event.stage),
      }),
    });
    enterCrowd(engine, crowd);
    const expected = scanCrowd(crowd, steps);
    const found = steps.map(({ instrument, markTicks }, step) => {
      liquidated = [];
      engine.apply({ ...mark(markTicks, { instrument }), timeMs: simulatedMs(step) });
      return liquidated;
    });
    expect(found).toEqual(expected);
    // The fund took over everything: nobody was due because of a liquidation. And the crowd was really thinned out.
    expect([...stages]).toEqual(['insurance']);
    expect(expected.flat().length).toBeGreaterThan(100);
    expect(expected.filter((due) => due.length > 1).length).toBeGreaterThan(10);
    checkInvariants(engine);
  },
);
