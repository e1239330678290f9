/** Hedged pairs of which a leg may not be closed now: it stands still, or waits for the end of its cool-down. */
import { accountId, instrumentId, quoteMicros, ratePpm } from '@spillway/protocol';
import { advanceTime, halt, mark, placeLimit, positionMode, resume } from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { during, fieldsOf, HUNDRED, micros, RULE_SUBJECTS, ruleMarket } from './rule-markets.fixture.ts';

const BTC = instrumentId(0);

const FILL = ['instrumentId', 'stage', 'priceTicks', 'sizeLots', 'positionSide'];

describe.each(RULE_SUBJECTS)('netting of hedged legs in the %s', (_, subject) => {
  test('L18, H5 a pair that stands still is not netted, and is once it trades again', () => {
    const bench = ruleMarket(subject, {
      rules: { isHedgeNetted: true },
      instruments: [{}, {}],
      accounts: [1],
    });
    bench.fund(100_000, 2, 3);
    bench.accept(
      positionMode(1, 'hedge'),
      placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 40_000 }),
      placeLimit({ account: 1, side: 'buy', ticks: HUNDRED, lots: 40_000, leg: 'long' }),
      placeLimit({ account: 2, side: 'buy', ticks: HUNDRED, lots: 40_000 }),
      placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 40_000, leg: 'short' }),
      placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 50_000, instrument: 1 }),
      placeLimit({ account: 1, side: 'buy', ticks: HUNDRED, lots: 50_000, instrument: 1, leg: 'long' }),
      placeLimit({ account: 3, side: 'buy', ticks: 8_160, lots: 50_000, instrument: 1 }),
      halt(0),
    );
    // 50 × 17.60 lost: 120 of equity, 40 + 40 for the pair and 41.20 of maintenance. Netting would leave the 41.20 alone and
    // end it; as it is the other position goes, down to 82.40 − 120 × 41.20 / 121.20 / 50 = 81.59 at the worst.
    const halted = during(bench, () => bench.accept(mark(8_240, { instrument: 1 })));
    expect(fieldsOf(halted, 'orderAccepted', ['priceTicks'])).toEqual([[8_159]]);
    expect(fieldsOf(halted, 'liquidationFilled', FILL)).toEqual([[1, 'book', 8_160, 50_000, 'buy']]);
    // 40 less are 80, which the pair needs to the cent: due, and nothing that may be closed.
    expect(bench.account(1).crossEquityMicros).toBe(micros(80));
    expect(during(bench, () => bench.accept(mark(8_240, { instrument: 1 }))).map(({ kind }) => kind)).toEqual(
      ['markPriceChanged'],
    );
    const resumed = during(bench, () => bench.accept(resume(0)));
    expect(fieldsOf(resumed, 'liquidationFilled', FILL)).toEqual([
      [0, 'netting', HUNDRED, 40_000, 'buy'],
      [0, 'netting', HUNDRED, 40_000, 'sell'],
    ]);
    expect(bench.account(1).crossEquityMicros).toBe(micros(80));
  });

  test('L18, L13 a leg that cools down is not netted against: the other one is closed by itself', () => {
    const partial = {
      kind: 'slice',
      thresholdMicros: quoteMicros(micros(1_000)),
      slicePpm: ratePpm(200_000),
      coolDownMs: 100,
    } as const;
    const bench = ruleMarket(subject, {
      rules: { isHedgeNetted: true, hedgeInitialMargin: 'larger-leg', partial },
      accounts: [1],
    });
    bench.fund(100_000, 2, 3);
    bench.accept(
      positionMode(1, 'hedge'),
      placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 90_000 }),
      placeLimit({ account: 1, side: 'buy', ticks: HUNDRED, lots: 90_000, leg: 'long' }),
      placeLimit({ account: 3, side: 'buy', ticks: 8_978, lots: 28_000 }),
    );
    // 90 × 10.22 lost: 80.20 of equity, 80.802 of maintenance. A fifth goes; 72 units need 64.6416.
    const slice = during(bench, () => bench.accept(mark(8_978)));
    expect(fieldsOf(slice, 'liquidationFilled', FILL)).toEqual([[0, 'book', 8_978, 18_000, 'buy']]);
    // A short leg smaller than the long one claims nothing more. 82 units need 73.6196.
    const opened = during(bench, () =>
      bench.accept(placeLimit({ account: 1, side: 'sell', ticks: 8_978, lots: 10_000, leg: 'short' })),
    );
    expect(fieldsOf(opened, 'liquidationStarted', ['accountId'])).toEqual([]);
    bench.accept(placeLimit({ account: 3, side: 'sell', ticks: 8_960, lots: 10_000 }));
    // 62 × 0.18 less: 69.04, where 82 units need 73.472. Netting would leave 62, which need 55.552. The long leg waits, so the
    // short one, worth less than the threshold, is bought back whole; 72 units need 64.512.
    const waiting = during(bench, () => bench.accept(mark(8_960)));
    expect(fieldsOf(waiting, 'liquidationFilled', FILL)).toEqual([[0, 'book', 8_960, 10_000, 'sell']]);
    expect(bench.engine.position(accountId(1), BTC, 'long').sizeLots).toBe(72_000);
    // Nobody is due when the cool-down ends. The same short leg once more, and now the two are netted.
    bench.wait(200);
    bench.accept(advanceTime(), placeLimit({ account: 3, side: 'buy', ticks: 8_960, lots: 10_000 }));
    const netted = during(bench, () =>
      bench.accept(placeLimit({ account: 1, side: 'sell', ticks: 8_960, lots: 10_000, leg: 'short' })),
    );
    expect(fieldsOf(netted, 'liquidationFilled', FILL)).toEqual([
      [0, 'netting', 8_960, 10_000, 'buy'],
      [0, 'netting', 8_960, 10_000, 'sell'],
    ]);
    expect(bench.engine.position(accountId(1), BTC, 'long').sizeLots).toBe(62_000);
    expect(bench.account(1).crossEquityMicros).toBe(69_040_000);
  });
});
