/** The published and open-source cases of one isolated inverse position, through a market: a lot is 1 USD. */
import { type DecimalInput, MarginDecimal } from '@spillway/margin';
import type { QuestionVector, WrittenQuestion } from '@spillway/margin/vectors';
import { type MarketRules, type PositionView, PPM, priceTicks } from '@spillway/protocol';
import {
  depositUnits,
  flatTier,
  leverage,
  listInstrument,
  MarketBench,
  marginMode,
  mark,
  openAccount,
  PLAIN_COIN,
  plainInverseInstrument,
  plainRules,
  rules,
} from '@spillway/testkit';
import { ENGINE_SUBJECT, tradeBetween } from '../engine-subject.fixture.ts';
import type { PlayedFigure, RulesOf } from './account-questions.fixture.ts';
import { TRADER } from './vector-market.fixture.ts';

const COUNTERPARTY = 2;
const TICK_SIZE = '0.01';
const ticksOf = (amount: DecimalInput): number => new MarginDecimal(amount).div(TICK_SIZE).toNumber();
const COIN_UNIT = '0.00000001';

/** Prices do not depend on the size: one that is so many units of the coin that rounding them shows in no tick. */
const LOTS_WHERE_TINY = 100_000;
const LOTS_TINY_MAX = 1_000;

type WrittenPosition = Extract<
  WrittenQuestion,
  { readonly positions: readonly unknown[] }
>['positions'][number];

/** The position of a case as the engine shows it, marked at its entry. */
function inverseView(position: WrittenPosition, marketRules: MarketRules): PositionView {
  // No instrument has a rate of 0, which only cases of bankruptcy prices state.
  const ratePpm = Math.max(1, new MarginDecimal(position.mmr ?? 0).mul(PPM).toNumber());
  const entryTicks = ticksOf(position.entry ?? position.mark);
  const stated = Number(position.qty);
  const bench = new MarketBench(ENGINE_SUBJECT, [
    rules({ ...marketRules, assets: [PLAIN_COIN] }),
    listInstrument(
      plainInverseInstrument({
        riskTiers: [flatTier(ratePpm, Math.min(1_000, Math.floor((PPM - 1) / ratePpm)))],
        priceTicksMax: priceTicks(1_000_000_000),
      }),
    ),
    mark(entryTicks),
    ...[TRADER, COUNTERPARTY].flatMap((account) => [
      openAccount(account),
      depositUnits(account, 100_000_000_000_000),
    ]),
    marginMode(TRADER, 'isolated', marketRules.marginModeScope === 'account' ? null : 0),
    leverage(TRADER, Number(position.leverage)),
    leverage(COUNTERPARTY, 1),
  ]);
  const [buyer, seller] = position.side === 'long' ? [TRADER, COUNTERPARTY] : [COUNTERPARTY, TRADER];
  const lots = stated < LOTS_TINY_MAX ? LOTS_WHERE_TINY : stated;
  tradeBetween(bench, { buyer, seller, ticks: entryTicks, lots });
  return bench.position(TRADER);
}

interface InverseFigure {
  readonly rule: string;
  readonly of: (view: PositionView) => MarginDecimal | null;
  readonly step: string;
}

const coins = (units: number): MarginDecimal => new MarginDecimal(units).mul(COIN_UNIT).abs();
const price = (ticks: number | null): MarginDecimal | null =>
  ticks === null ? null : new MarginDecimal(TICK_SIZE).mul(ticks);

const FIGURES: Readonly<Record<string, InverseFigure>> = {
  liquidationPrice: { rule: 'M9', of: (view) => price(view.liquidationPriceTicks), step: TICK_SIZE },
  bankruptcyPrice: { rule: 'L6', of: (view) => price(view.bankruptcyPriceTicks), step: TICK_SIZE },
  notional: { rule: 'A3', of: (view) => coins(view.entryCostMicros), step: COIN_UNIT },
  initialMargin: { rule: 'M1', of: (view) => coins(view.initialMarginMicros), step: COIN_UNIT },
  maintenanceMargin: { rule: 'M10', of: (view) => coins(view.maintenanceMarginMicros), step: COIN_UNIT },
};

/** A long's price on a coarser grid is the next tick of it above, whether the finer grid comes between or not. */
function onGrid(value: MarginDecimal | null, tickSize: DecimalInput): MarginDecimal | null {
  return value === null ? null : value.div(tickSize).ceil().mul(tickSize);
}

/** Every figure of the inverse cases that a market has, at the case's own size where that is no single contract. */
export function inverseFigures(
  vectors: readonly QuestionVector[],
  rulesOf: RulesOf = () => undefined,
): readonly PlayedFigure[] {
  return vectors.flatMap(({ id, request, expected, tolerance }) => {
    if (!('positions' in request) || typeof request.rules !== 'object') return [];
    const [position] = request.positions;
    if (request.rules?.contract !== 'inverse' || position === undefined) return [];
    const { maintenanceBasis, rounding } = request.rules;
    const marketRules = rulesOf(id) ?? plainRules({ maintenanceBasis: maintenanceBasis ?? 'mark' });
    return Object.entries(expected).flatMap(([path, value]): PlayedFigure[] => {
      const [, , ...names] = path.split('.');
      const figure = FIGURES[names.at(-1) ?? ''];
      const isRounded = names[0] === 'rounded';
      // Towards the mark is the only way in which the engine rounds, and up is that way for a long.
      if (
        figure === undefined ||
        (isRounded && ((rounding?.price ?? null) !== null || position.side !== 'long'))
      )
        return [];
      const play = () => {
        const actual = figure.of(inverseView(position, marketRules));
        const step = figure.step === TICK_SIZE ? MarginDecimal.max(tolerance, figure.step) : figure.step;
        return isRounded
          ? { actual: onGrid(actual, rounding?.tickSize ?? TICK_SIZE), tolerance: new MarginDecimal(0) }
          : { actual, tolerance: new MarginDecimal(step) };
      };
      return [{ id, path, rule: figure.rule, expected: value, play }];
    });
  });
}
