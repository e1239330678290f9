/** Funding: premiums, the rate, and its payment (rules F1 to F4). */
import type { FundingTerms, RejectCode, SettleFunding } from '@spillway/protocol';
import { shownLevels } from './book.ts';
import { exactValue, notionalAt } from './contract.ts';
import { drainDue } from './due.ts';
import { BILLION, type Exact, exact, greatest, least, MILLION, roundDown, sumOf, ZERO } from './exact.ts';
import { changeFundCash } from './fund.ts';
import { accountsByNumber, type Held, holdingOf, pocketOf, positionsOf, treasuryOf } from './holdings.ts';
import type { Direction, Instrument, Market } from './market.ts';
import { isTrading } from './trading.ts';

/**
 * The average price at which so much notional of a side of the book would trade, level by level, in millionths of a tick,
 * rounded down; null when the side does not show as much.
 */
function impactPrice(
  market: Market,
  instrument: Instrument,
  of: { readonly side: Direction; readonly notional: Exact },
): Exact | null {
  const { contractType, microsPerTickLot, microTicksPerLot } = instrument.specification;
  let lots = 0;
  let left = of.notional;
  for (const { priceTicks, sizeLots } of shownLevels(market, instrument, of.side)) {
    const worth = notionalAt(instrument, sizeLots, priceTicks);
    if (worth.gte(left)) {
      // Notional over lots, where the last level gives left / price of them; of an inverse contract lots over notional.
      const average =
        contractType === 'linear'
          ? of.notional.mul(priceTicks).div(exact(lots).mul(microsPerTickLot).mul(priceTicks).add(left))
          : exact(lots).mul(microTicksPerLot).add(left.mul(priceTicks)).div(of.notional);
      return roundDown(average.mul(MILLION));
    }
    lots += sizeLots;
    left = left.sub(worth);
  }
  return null;
}

/** Takes a premium: how far the book's impact prices are beyond the index, in billionths of it (rule F1). */
export function takePremium(market: Market, instrument: Instrument): void {
  const { funding } = instrument.specification;
  if (funding === null) return;
  const notional = exact(funding.impactNotionalMicros);
  const index = exact(instrument.indexTicks).mul(MILLION);
  const bid = impactPrice(market, instrument, { side: 1, notional }) ?? index;
  const ask = impactPrice(market, instrument, { side: -1, notional }) ?? index;
  const beyond = greatest(ZERO, bid.sub(index)).sub(greatest(ZERO, index.sub(ask)));
  instrument.premiumsPpb.push(roundDown(beyond.mul(BILLION).div(index)));
}

function within(value: Exact, bound: number): Exact {
  return least(exact(bound), greatest(exact(-bound), value));
}

/** The mean of the premiums, weighted as the terms say, rounded down; 0 without any. */
function meanPremium(premiums: readonly Exact[], terms: FundingTerms): Exact {
  if (premiums.length === 0) return ZERO;
  const weights = premiums.map((_, place) => exact(terms.premiumWeights === 'rising' ? place + 1 : 1));
  const weighted = premiums.map((premium, place) => premium.mul(weights[place] ?? ZERO));
  return roundDown(sumOf(weighted).div(sumOf(weights)));
}

/**
 * `(P + clamp(interest − P)) / divisor`, or without a clamp `(P + interest) / divisor`; rounded down, within the cap, in
 * billionths (rule F2).
 */
export function fundingRate(instrument: Instrument, terms: FundingTerms): Exact {
  const premium = meanPremium(instrument.premiumsPpb, terms);
  const interest = exact(terms.interestPpb);
  const moved = terms.clampPpb === null ? interest : within(interest.sub(premium), terms.clampPpb);
  const rate = premium.add(moved);
  return within(roundDown(rate.div(terms.divisor)), terms.capPpb);
}

/** What a position gets (negative: pays): longs pay when the rate is positive; rounded down, against its holder (rule F3). */
function paymentOf(instrument: Instrument, sizeLots: number, ratePpb: Exact): Exact {
  if (sizeLots === 0) return ZERO;
  const worth = exactValue(instrument, sizeLots, instrument.markTicks).abs();
  const paid = worth.mul(sizeLots > 0 ? ratePpb : ratePpb.neg()).div(BILLION);
  return roundDown(paid.neg());
}

/** Books a payment: in the bucket of an isolated position, else in the wallet. */
function pay(market: Market, held: Held, of: { amount: Exact; causeSequence: number }): void {
  const { holding, position } = held;
  const { account, instrument } = holding;
  const pocket = pocketOf(account, instrument.assetId);
  if (holding.mode === 'isolated') position.bucketMicros = position.bucketMicros.add(of.amount);
  else pocket.walletMicros = pocket.walletMicros.add(of.amount);
  const sequence = market.outlet.emit('fundingPaid', of.causeSequence, {
    accountId: account.id,
    instrumentId: instrument.id,
    leg: position.leg,
    amountMicros: of.amount,
    bucketMicros: position.bucketMicros,
    walletMicros: pocket.walletMicros,
  });
  const cause = { instrument, sequence, parentLiquidationId: 0, shockSequence: 0 };
  market.touches.push({ account, cause });
}

/** Settles the funding of the interval that ends now: positions by account number, the fund's inventory, then the due. */
export function settleFunding(market: Market, command: SettleFunding): RejectCode | null {
  const instrument = market.instruments[command.instrumentId];
  if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
  if (instrument.markTicks === 0) return 'MARK_PRICE_MISSING';
  const { funding } = instrument.specification;
  if (funding === null) return 'FUNDING_NOT_OFFERED';
  if (!isTrading(market, instrument)) return 'TRADING_HALTED';
  const ratePpb = fundingRate(instrument, funding);
  const payments = accountsByNumber(market)
    .flatMap((account) => positionsOf(holdingOf(account, instrument)))
    .filter(({ position }) => position.sizeLots !== 0)
    .map((held) => ({ held, amount: paymentOf(instrument, held.position.sizeLots, ratePpb) }));
  const fundAmount = paymentOf(instrument, instrument.inventoryLots, ratePpb);
  const remainder = sumOf([...payments.map(({ amount }) => amount), fundAmount]).neg();
  const treasury = treasuryOf(market, instrument.assetId);
  treasury.feesMicros = treasury.feesMicros.add(remainder);
  const causeSequence = market.outlet.emit('fundingSettled', 0, {
    instrumentId: instrument.id,
    ratePpb,
    markTicks: instrument.markTicks,
    remainderMicros: remainder,
  });
  for (const { held, amount } of payments) pay(market, held, { amount, causeSequence });
  const change = { assetId: instrument.assetId, reason: 'funding', delta: fundAmount } as const;
  changeFundCash(market, change, { causeSequence, liquidationId: 0 });
  instrument.premiumsPpb = [];
  instrument.lastRatePpb = ratePpb;
  instrument.nextFundingMs = market.outlet.nowMs + funding.intervalMs;
  drainDue(market, []);
  return null;
}
