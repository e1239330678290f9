/** What neither book nor fund takes is closed against the other side of the market (rules D1 to D4). */

import { opposite, signOf } from './contract.ts';
import { coverDeficit } from './deficit.ts';
import { mostLots, ZERO } from './exact.ts';
import { type Fill, isSolvent, settleFill, tellPosition } from './fills.ts';
import { settleInventory } from './fund.ts';
import { type Held, pocketOf } from './holdings.ts';
import { burdenOf, closeOutsideBook, type Liquidation, lotsHeldBy, type Party } from './liquidation-books.ts';
import { crossEquity, isolatedEquity } from './margin.ts';
import type { Instrument, Market } from './market.ts';
import { rankHolders } from './ranking.ts';
import { closeRestingOf } from './resting.ts';

/** The close of all that a winner holds. */
function wholeClose(winner: Held, priceTicks: number): Fill {
  return {
    held: winner,
    direction: opposite(signOf(winner.position.sizeLots)),
    lots: Math.abs(winner.position.sizeLots),
    priceTicks,
    feeMicros: ZERO,
    isForced: false,
  };
}

/** How many of its lots a winner can close without falling below zero (rule D3). */
function bearableLots(market: Market, fill: Fill): number {
  const { holding } = fill.held;
  if (holding.mode === 'isolated') return isSolvent(market, fill) ? fill.lots : 0;
  if (crossEquity(holding.account, holding.instrument.assetId).lt(0)) return 0;
  return mostLots(fill.lots, (lots) => isSolvent(market, { ...fill, lots }));
}

/** Closes lots between the party in liquidation and one winner, whose orders on the instrument are cancelled first. */
function closeAgainst(market: Market, liquidation: Liquidation, at: { party: Party; fill: Fill }): void {
  const { party, fill } = at;
  const { account, instrument } = fill.held.holding;
  closeRestingOf(
    market,
    { account, holdings: [fill.held.holding] },
    { reason: 'auto-deleveraging', causeSequence: liquidation.startedSequence },
  );
  const close = {
    party,
    lots: fill.lots,
    priceTicks: fill.priceTicks,
    stage: 'auto-deleveraging',
    counterpartyAccountId: account.id,
  } as const;
  const burden = burdenOf({ ...close, positionDirection: fill.direction });
  liquidation.deleveraged = liquidation.deleveraged.add(burden);
  const sequence = closeOutsideBook(market, liquidation, close);
  settleFill(market, fill, sequence);
  market.touches.push({
    account,
    cause: { instrument, sequence, parentLiquidationId: liquidation.id, shockSequence: 0 },
  });
}

/** Everybody on the other side, by rank; an account that could not bear it is passed over. */
export function deleverage(
  market: Market,
  liquidation: Liquidation,
  terms: { readonly party: Party; readonly priceTicks: number },
): void {
  const { party, priceTicks } = terms;
  if (lotsHeldBy(party) === 0) return;
  const direction = opposite(signOf(lotsHeldBy(party)));
  for (const winner of rankHolders(market, liquidation, { instrument: party.instrument, direction })) {
    const remainingLots = Math.abs(lotsHeldBy(party));
    if (remainingLots === 0) return;
    const whole = wholeClose(winner, priceTicks);
    const lots = Math.min(remainingLots, bearableLots(market, whole));
    if (lots > 0) closeAgainst(market, liquidation, { party, fill: { ...whole, lots } });
  }
}

/** The isolated position of a winner who is bankrupt himself: what closes leaves a hole, which is covered at once. */
function closeBankrupt(market: Market, liquidation: Liquidation, at: { party: Party; fill: Fill }): void {
  const { held } = at.fill;
  const { holding, position } = held;
  closeAgainst(market, liquidation, { ...at, fill: { ...at.fill, isForced: true } });
  const { bucketMicros } = position;
  if (position.sizeLots !== 0 && bucketMicros.gte(0)) return;
  position.bucketMicros = ZERO;
  const pocket = pocketOf(holding.account, holding.instrument.assetId);
  if (bucketMicros.lt(0)) coverDeficit(market, liquidation, bucketMicros.neg());
  else pocket.walletMicros = pocket.walletMicros.add(bucketMicros);
  tellPosition(market, held, { causeSequence: liquidation.startedSequence, realised: ZERO });
}

function unwindAgainstInventory(market: Market, liquidation: Liquidation, party: Party): void {
  const heldLots = lotsHeldBy(party);
  if (heldLots === 0) return;
  const { instrument } = party;
  const terms = { lots: Math.abs(heldLots), priceTicks: instrument.markTicks };
  const causeSequence = closeOutsideBook(market, liquidation, {
    party,
    ...terms,
    stage: 'insurance',
    counterpartyAccountId: 0,
  });
  const fill = { instrument, ...terms, direction: signOf(heldLots) };
  settleInventory(market, fill, { causeSequence, liquidationId: liquidation.id });
}

/**
 * The last way out: against everybody on the other side, by rank, at the mark, which costs none of them equity; the fund's
 * own inventory last (rule D4). Longs equal shorts, so nothing can be left.
 */
export function unwindAtMark(market: Market, liquidation: Liquidation, party: Party): void {
  if (lotsHeldBy(party) === 0) return;
  const { instrument } = party;
  const direction = opposite(signOf(lotsHeldBy(party)));
  for (const winner of rankHolders(market, liquidation, { instrument, direction })) {
    const remainingLots = Math.abs(lotsHeldBy(party));
    if (remainingLots === 0) return;
    const whole = wholeClose(winner, instrument.markTicks);
    const fill = { ...whole, lots: Math.min(remainingLots, whole.lots) };
    const isBankrupt = winner.holding.mode === 'isolated' && isolatedEquity(winner).lt(0);
    const close = isBankrupt ? closeBankrupt : closeAgainst;
    close(market, liquidation, { party, fill });
  }
  unwindAgainstInventory(market, liquidation, party);
}

/** The price at which an account's position is deleveraged (rule D1). */
export function deleveragingTicks(market: Market, instrument: Instrument, bankruptcyTicks: number): number {
  switch (market.rules.deleveragingPrice) {
    case 'bankruptcy':
      return bankruptcyTicks;
    case 'mark':
      return instrument.markTicks;
    case 'previous-mark':
      return instrument.previousMarkTicks === 0 ? instrument.markTicks : instrument.previousMarkTicks;
  }
}
