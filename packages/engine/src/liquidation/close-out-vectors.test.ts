/**
 * The close-outs of dYdX v4's own tests and of Jesse, through the functions by which the engine prices a forced close.
 * They are states of an account and no stories (equity below nothing at the oracle's price, a position half closed), so
 * that the face of the engine, where one trades one's way into a state, shows them only in part.
 */
import { CLOSE_OUT_VECTORS } from '@spillway/margin/vectors';
import { HOUSE_RULES, PLAIN_CONTRACT, ratePpm } from '@spillway/protocol';
import { plainInstrument } from '@spillway/testkit';
import { expect, test } from 'vitest';
import { contractOf } from '../contract/contract.ts';
import { sharedMarginMicros, zeroPriceTicks } from '../contract/zero-price.ts';
import { isMarginShort } from './due-accounts.ts';
import { fillableBoundTicks } from './forced-price.ts';

const MICROS = 1_000_000;
/** Tick 0.01, lot 0.001: 10 micros a tick and lot. */
const CONTRACT = contractOf({ ...PLAIN_CONTRACT, ...plainInstrument() });
const TICKS = 100;
const LOTS = 1_000;

type Question = (typeof CLOSE_OUT_VECTORS)[number]['request'];
type Request = Extract<Question, { readonly positions: readonly unknown[] }>;
type Position = Request['positions'][number];

function notional({ qty, mark }: Position): number {
  return Number(qty) * Number(mark);
}

function signed(position: Position): number {
  return position.side === 'short' ? -1 : 1;
}

/** What the account is worth, and what it must keep, in micros. */
function marginOf({ quoteBalance, wallet, positions = [] }: Request): {
  equityMicros: number;
  maintenanceMicros: number;
} {
  const worth = positions.reduce((sum, position) => sum + signed(position) * notional(position), 0);
  const kept = positions.reduce((sum, position) => sum + notional(position) * Number(position.mmr), 0);
  const equity = quoteBalance === undefined ? Number(wallet) : Number(quoteBalance) + worth;
  return {
    equityMicros: Math.round(equity * MICROS),
    maintenanceMicros: Math.round(kept * MICROS),
  };
}

function closedPosition({ closeOut, positions = [] }: Request): Position {
  const found = positions.find(({ symbol }) => symbol === closeOut?.symbol) ?? positions[0];
  if (found === undefined) throw new RangeError('a close-out is of a position');
  return found;
}

/** The price at which the margin behind the position is used up, in whole quote. */
function bankruptcyPrice(request: Request): number {
  const position = closedPosition(request);
  const { equityMicros, maintenanceMicros } = marginOf(request);
  const sizeLots = signed(position) * Math.round(Number(position.qty) * LOTS);
  const positionMaintenanceMicros = Math.round(notional(position) * Number(position.mmr) * MICROS);
  const marginMicros = sharedMarginMicros({ equityMicros, positionMaintenanceMicros, maintenanceMicros });
  const costMicros = Math.round(signed(position) * notional(position) * MICROS);
  return zeroPriceTicks(CONTRACT, { sizeLots, costMicros, marginMicros }) / TICKS;
}

function fillablePrice(request: Request): number {
  const position = closedPosition(request);
  const { bankruptcyAdjustment, spreadToMaintenanceRatio } = request.closeOut ?? {};
  return (
    fillableBoundTicks(
      {
        direction: position.side === 'short' ? -1 : 1,
        markTicks: Number(position.mark) * TICKS,
        priceTicksMax: CONTRACT.priceTicksMax,
      },
      {
        kind: 'fillable',
        adjustmentPpm: ratePpm(Math.round(Number(bankruptcyAdjustment) * MICROS)),
        spreadPpm: ratePpm(Math.round(Number(spreadToMaintenanceRatio) * MICROS)),
      },
      {
        ...marginOf(request),
        positionMaintenanceMicros: Math.round(notional(position) * Number(position.mmr) * MICROS),
        positionNotionalMicros: Math.round(notional(position) * MICROS),
      },
    ) / TICKS
  );
}

/** What the engine's functions say of a figure; the wallet that is left is a story, and told in `liquidation.test.ts`. */
function figure(request: Request, name: string): unknown {
  const position = closedPosition(request);
  const closed = Number(request.closeOut?.qty ?? position.qty);
  switch (name) {
    case 'positions.0.isLiquidatable':
      return isMarginShort({ ...HOUSE_RULES, isTriggerInclusive: false }, marginOf(request));
    case 'closeOut.bankruptcyQuote':
      return signed(position) * closed * bankruptcyPrice(request);
    case 'closeOut.bankruptcyPrice':
      return bankruptcyPrice(request);
    case 'closeOut.fillablePrice':
      return fillablePrice(request);
    default:
      return undefined;
  }
}

const FIGURES = CLOSE_OUT_VECTORS.flatMap(({ id, request, expected }) => {
  if (!('positions' in request)) throw new RangeError(`${id} is of no account`);
  return Object.entries(expected)
    .filter(([name]) => name !== 'closeOut.walletAfter')
    .map(([name, value]) => ({ id, name, request, value }));
});

test.each(FIGURES)('L6 L17 $id: $name is $value', ({ name, request, value }) => {
  const found = figure(request, name);
  if (typeof value === 'boolean') expect(found).toBe(value);
  else expect(found).toBeCloseTo(Number(value), 6);
});
