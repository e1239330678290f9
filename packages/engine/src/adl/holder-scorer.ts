/**
 * Works out the scores of the entries of a ranking. A position that stands alone on its wallet or bucket needs no look at
 * its account: its profit is all the profit there, and its maintenance all the maintenance. Of the others
 * `deleveraging-score.ts` asks the market.
 */
import { legOfDirection } from '../account/legs.ts';
import { tierMaintenanceMicros } from '../contract/maintenance.ts';
import { notionalMicros, valueMicros } from '../instrument-state.ts';
import { closingFeePpmOf } from '../margin/closing-fee.ts';
import { feeMicrosOf } from '../margin/margin-math.ts';
import type { Market } from '../market.ts';
import { deleveragingScore, exactHolderScore, holderScore } from './deleveraging-score.ts';
import { ALONE_ON_BUCKET, type HolderColumns, SHARED } from './holder-columns.ts';
import type { Scorer, Side } from './holder-ranking.ts';
import { gainAndLeverage, profitAndMarginRatio, type Score, scoreValue } from './scores.ts';

/** The row of an entry whose position shares its margin. */
function rowOf(market: Market, { instrument, direction }: Side, slot: number): number {
  return market.positions.row(slot, instrument.id, legOfDirection(market.accounts, slot, direction));
}

/** Scores by `profit-and-leverage`, which are doubles (rule D2). */
class LeverageScorer implements Scorer {
  readonly isExact = false;
  readonly #market: Market;
  readonly #side: Side;

  constructor(market: Market, side: Side) {
    this.#market = market;
    this.#side = side;
  }

  score(holders: HolderColumns, place: number): void {
    const isShared = holders.standing(place) === SHARED;
    holders.setScore(place, isShared ? this.#shared(holders.slot(place)) : this.#alone(holders, place));
  }

  #shared(slot: number): number {
    return holderScore(this.#market, this.#side.instrument, rowOf(this.#market, this.#side, slot));
  }

  #alone(holders: HolderColumns, place: number): number {
    const { instrument } = this.#side;
    const sizeLots = holders.sizeLots(place);
    const entryCostMicros = holders.entryCostMicros(place);
    const pnlMicros = valueMicros(instrument, sizeLots, instrument.markTicks) - entryCostMicros;
    return deleveragingScore({
      unrealisedMicros: pnlMicros,
      entryCostMicros,
      notionalMicros: notionalMicros(instrument, sizeLots, instrument.markTicks),
      marginMicros: holders.cashMicros(place) + pnlMicros,
    });
  }
}

/** Scores that are kept exactly (rule D6). */
class ExactScorer implements Scorer {
  readonly isExact = true;
  readonly #market: Market;
  readonly #side: Side;

  constructor(market: Market, side: Side) {
    this.#market = market;
    this.#side = side;
  }

  score(holders: HolderColumns, place: number): void {
    const isShared = holders.standing(place) === SHARED;
    const exact = isShared ? this.#shared(holders.slot(place)) : this.#alone(holders, place);
    holders.setExactScore(place, exact);
    holders.setScore(place, scoreValue(exact));
  }

  #shared(slot: number): Score {
    return exactHolderScore(this.#market, this.#side.instrument, rowOf(this.#market, this.#side, slot));
  }

  #alone(holders: HolderColumns, place: number): Score {
    const { instrument, direction } = this.#side;
    const sizeLots = holders.sizeLots(place);
    const costMicros = holders.entryCostMicros(place);
    const marginMicros = holders.cashMicros(place);
    const heldMicros = notionalMicros(instrument, sizeLots, instrument.markTicks);
    const profitMicros = valueMicros(instrument, sizeLots, instrument.markTicks) - costMicros;
    if (this.#market.rules.deleveragingRanking === 'profit-and-margin-ratio') {
      const maintenanceMicros = this.#maintenanceMicros(holders, place, heldMicros);
      return profitAndMarginRatio({ profitMicros, marginMicros, maintenanceMicros });
    }
    return gainAndLeverage({
      isLong: direction === 1,
      isInverse: instrument.contract.isInverse,
      costMicros,
      notionalMicros: heldMicros,
      equityMicros: marginMicros + profitMicros,
    });
  }

  /** By tier on the notional at mark or, of a bucket, at entry where the venue has it so; and the fee of closing (rules M2, M10, M11). */
  #maintenanceMicros(holders: HolderColumns, place: number, heldMicros: number): number {
    const { rules } = this.#market;
    const { instrument } = this.#side;
    const isOnEntry = rules.maintenanceBasis === 'entry' && holders.standing(place) === ALONE_ON_BUCKET;
    const baseMicros = isOnEntry ? Math.abs(holders.entryCostMicros(place)) : heldMicros;
    const closingFeePpm = closingFeePpmOf(this.#market, instrument, holders.slot(place));
    const byTierMicros = tierMaintenanceMicros(instrument.specification.riskTiers, baseMicros);
    return byTierMicros + feeMicrosOf(heldMicros, closingFeePpm);
  }
}

/** The scorer of a side, by the venue's ranking; for one that goes by score. */
export function scorerOf(market: Market, side: Side): Scorer {
  return market.rules.deleveragingRanking === 'profit-and-leverage'
    ? new LeverageScorer(market, side)
    : new ExactScorer(market, side);
}
