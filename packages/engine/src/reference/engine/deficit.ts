/** Who pays for a loss that an account cannot pay (rules D5 and I5). */
import { type Exact, greatest, least, roundDown, sumOf, ZERO } from './exact.ts';
import { tellPosition } from './fills.ts';
import { changeFundCash, fundEquity } from './fund.ts';
import {
  accountsByNumber,
  crossHeldIn,
  type Held,
  heldIn,
  totalUnrealised,
  treasuryOf,
  unrealised,
} from './holdings.ts';
import type { Liquidation } from './liquidation-books.ts';
import { crossEquity, isolatedEquity } from './margin.ts';
import type { Account, Market } from './market.ts';

/** What one position can give up: profit that is not realised and that its margin does not lean on. */
interface Profit {
  readonly held: Held;
  readonly amount: Exact;
}

/** Cross positions: each its own profit, all together no more than net profit and equity. */
function crossProfits(account: Account, assetId: number): Profit[] {
  const all = crossHeldIn(account, assetId);
  let left = greatest(ZERO, least(totalUnrealised(all), crossEquity(account, assetId)));
  return all.map((held) => {
    const amount = least(left, greatest(ZERO, unrealised(held)));
    left = left.sub(amount);
    return { held, amount };
  });
}

function isolatedProfits(account: Account, assetId: number): Profit[] {
  return heldIn(account, assetId)
    .filter(({ holding }) => holding.mode === 'isolated')
    .map((held) => ({ held, amount: least(unrealised(held), isolatedEquity(held)) }));
}

/** Takes part of a profit: the position counts as bought dearer, or sold cheaper, so that no balance changes. */
function takeProfit(market: Market, liquidation: Liquidation, { held, amount }: Profit): void {
  const { holding, position } = held;
  position.costMicros = position.costMicros.add(amount);
  const sequence = market.outlet.emit('lossSocialised', liquidation.startedSequence, {
    liquidationId: liquidation.id,
    accountId: holding.account.id,
    amountMicros: amount,
  });
  tellPosition(market, held, { causeSequence: sequence, realised: ZERO });
  market.touches.push({
    account: holding.account,
    cause: {
      instrument: holding.instrument,
      sequence,
      parentLiquidationId: liquidation.id,
      shockSequence: 0,
    },
  });
}

/**
 * Shares a loss out in proportion to profit, each share rounded down; what rounding leaves goes to the first, by account
 * number, who can still bear it.
 * @returns how much they bore
 */
function socialise(market: Market, liquidation: Liquidation, deficit: Exact): Exact {
  const { assetId } = liquidation;
  const profits = accountsByNumber(market)
    .flatMap((account) => [...crossProfits(account, assetId), ...isolatedProfits(account, assetId)])
    .filter(({ amount }) => amount.gt(0));
  const total = sumOf(profits.map(({ amount }) => amount));
  if (total.isZero()) return ZERO;
  const born = least(deficit, total);
  const shares = profits.map(({ amount }) => roundDown(amount.mul(born).div(total)));
  let rest = born.sub(sumOf(shares));
  profits.forEach(({ held, amount }, place) => {
    const share = shares[place] ?? ZERO;
    const extra = least(rest, amount.sub(share));
    rest = rest.sub(extra);
    if (share.add(extra).gt(0)) takeProfit(market, liquidation, { held, amount: share.add(extra) });
  });
  return born;
}

/** The fund as far as its equity goes, then the profitable accounts; the rest is a debt of the fund (rule D5). */
export function coverDeficit(market: Market, liquidation: Liquidation, deficit: Exact): void {
  const { assetId, startedSequence } = liquidation;
  const { fundCashMicros } = treasuryOf(market, assetId);
  const payable = greatest(ZERO, least(fundCashMicros, fundEquity(market, assetId)));
  const paid = least(deficit, payable);
  const socialised = paid.lt(deficit) ? socialise(market, liquidation, deficit.sub(paid)) : ZERO;
  const fundShare = deficit.sub(socialised);
  liquidation.socialised = liquidation.socialised.add(socialised);
  liquidation.insurancePaid = liquidation.insurancePaid.add(fundShare);
  changeFundCash(
    market,
    { assetId, reason: 'bad-debt', delta: fundShare.neg() },
    { causeSequence: startedSequence, liquidationId: liquidation.id },
  );
}

/** A fund without inventory and with less than nothing lets the profitable accounts fill the hole (rule I5). */
export function refillFund(market: Market, liquidation: Liquidation): void {
  const { assetId, startedSequence } = liquidation;
  const { fundCashMicros } = treasuryOf(market, assetId);
  if (fundCashMicros.gte(0)) return;
  const delta = socialise(market, liquidation, fundCashMicros.neg());
  liquidation.socialised = liquidation.socialised.add(delta);
  changeFundCash(
    market,
    { assetId, reason: 'bad-debt', delta },
    { causeSequence: startedSequence, liquidationId: liquidation.id },
  );
}
