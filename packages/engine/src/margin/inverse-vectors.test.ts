/** The published and open-source cases of one isolated inverse position, through a market: a lot is 1 USD. */
import { type DecimalInput, MarginDecimal } from '@spillway/margin';
import { CONTRACT_VECTORS } from '@spillway/margin/vectors';
import { PPM, priceTicks } from '@spillway/protocol';
import {
  depositUnits,
  flatTier,
  isolated,
  leverage,
  listInstrument,
  MarketBench,
  mark,
  openAccount,
  PLAIN_COIN,
  plainInverseInstrument,
  plainRules,
  rules,
} from '@spillway/testkit';
import { expect, test } from 'vitest';
import { ENGINE_SUBJECT, tradeBetween } from '../engine-subject.fixture.ts';

/** Ticks of 0.01. */
const ticksOf = (price: DecimalInput): number => new MarginDecimal(price).mul(100).toNumber();

/** Prices do not depend on the size: one that is so many units of the coin that rounding them shows in no tick. */
const LOTS = 100_000;

const CASES = CONTRACT_VECTORS.flatMap(({ id, request, expected }) => {
  if ('kind' in request) return [];
  const given = typeof request.rules === 'object' ? request.rules : null;
  const [position, another] = request.positions;
  const figures = [
    ['liquidationPriceTicks', 'M9', expected['positions.0.liquidationPrice']],
    ['bankruptcyPriceTicks', 'L6', expected['positions.0.bankruptcyPrice']],
  ] as const;
  const isOne = position?.mode === 'isolated' && another === undefined;
  if (given?.contract !== 'inverse' || !isOne || position.leverage === undefined) return [];
  return figures.flatMap(([figure, rule, price]) => {
    if (typeof price !== 'string') return [];
    return [{ id, rule, figure, price, position, basis: given.maintenanceBasis ?? 'mark' }];
  });
});

test('M9 there are such cases of both figures', () => {
  expect(CASES.filter(({ rule }) => rule === 'M9').length).toBeGreaterThan(1);
  expect(CASES.filter(({ rule }) => rule === 'L6').length).toBeGreaterThan(1);
});

test.each(CASES)('$rule $id: $figure is $price', ({ figure, price, position, basis }) => {
  // No instrument has a rate of 0, which only cases of bankruptcy prices state.
  const ratePpm = Math.max(1, new MarginDecimal(position.mmr ?? 0).mul(PPM).toNumber());
  const entryTicks = ticksOf(position.entry ?? 0);
  const bench = new MarketBench(ENGINE_SUBJECT, [
    rules(plainRules({ assets: [PLAIN_COIN], maintenanceBasis: basis })),
    listInstrument(
      plainInverseInstrument({
        riskTiers: [flatTier(ratePpm, Math.min(1_000, Math.floor((PPM - 1) / ratePpm)))],
        priceTicksMax: priceTicks(1_000_000_000),
      }),
    ),
    mark(entryTicks),
    ...[1, 2].flatMap((account) => [openAccount(account), depositUnits(account, 100_000_000_000_000)]),
    isolated(1),
    leverage(1, new MarginDecimal(position.leverage ?? 1).toNumber()),
    leverage(2, 1),
  ]);
  const [buyer, seller] = position.side === 'long' ? [1, 2] : [2, 1];
  tradeBetween(bench, { buyer, seller, ticks: entryTicks, lots: LOTS });
  const ticks = bench.position(1)[figure];
  expect(ticks).not.toBeNull();
  expect(Math.abs((ticks ?? 0) - ticksOf(price))).toBeLessThanOrEqual(1);
});
