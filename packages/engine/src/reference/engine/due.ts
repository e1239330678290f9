/** Who is liquidated, in which order, until nobody is due (rule L2). */
import { accountsByNumber } from './holdings.ts';
import { liquidateAccount } from './liquidate.ts';
import type { Account, Cause, Instrument, Market } from './market.ts';
import { isAnythingToLiquidate } from './scopes.ts';

/** Each pass liquidates somebody, and a position once closed stays closed: no market needs as many passes. */
const PASSES_MAX = 100_000;

interface Due {
  readonly account: Account;
  readonly cause: Cause;
}

function holdsAny(account: Account, instrument: Instrument): boolean {
  return account.holdings[instrument.id]?.positions.some(({ sizeLots }) => sizeLots !== 0) ?? false;
}

/**
 * The accounts that are due now because something happened to instruments that they hold: by account number, then by
 * asset. What set it off is the first of these instruments that the account holds in the asset.
 */
export function dueHolders(
  market: Market,
  instruments: readonly Instrument[],
  cause: Omit<Cause, 'instrument'>,
): Due[] {
  return accountsByNumber(market).flatMap((account) =>
    market.rules.assets.flatMap((_, assetId) => {
      const held = instruments.find(
        (instrument) => instrument.assetId === assetId && holdsAny(account, instrument),
      );
      if (held === undefined || !isAnythingToLiquidate(market, account, assetId)) return [];
      return [{ account, cause: { ...cause, instrument: held } }];
    }),
  );
}

/** The accounts that are due among those touched since the last call, with the latest touch of each, asset by asset. */
function dueTouched(market: Market): Due[] {
  const { touches } = market;
  market.touches = [];
  return accountsByNumber(market).flatMap((account) =>
    market.rules.assets.flatMap((_, assetId) => {
      const last = touches.findLast(
        (touch) => touch.account === account && touch.cause.instrument.assetId === assetId,
      );
      return last !== undefined && isAnythingToLiquidate(market, account, assetId) ? [last] : [];
    }),
  );
}

/**
 * Liquidates whoever is due, by account number; then whoever that made due; and so on until nobody is.
 * @param first - accounts that a mark made due, none when a trade is the cause
 */
export function drainDue(market: Market, first: readonly Due[]): void {
  let due = first.length > 0 ? first : dueTouched(market);
  for (let pass = 0; due.length > 0; pass += 1) {
    if (pass === PASSES_MAX) throw new RangeError('liquidations come to an end');
    for (const { account, cause } of due) liquidateAccount(market, account, cause);
    due = dueTouched(market);
  }
}
