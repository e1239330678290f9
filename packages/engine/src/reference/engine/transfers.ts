/** Accounts, deposits, withdrawals, transfers (rules A1, A2, A8, A16, A17, M6). */
import type {
  AdjustIsolatedMargin,
  Deposit,
  FundInsurance,
  OpenAccount,
  RejectCode,
  SetFeeTier,
  TransferBetweenAccounts,
  Withdraw,
} from '@spillway/protocol';
import { freeCash } from './claims.ts';
import { notionalAtMark } from './contract.ts';
import { type Exact, exact, greatest, least, roundUp, ZERO } from './exact.ts';
import { changeFundCash } from './fund.ts';
import { accountOf, type Held, pocketOf, positionOf, treasuryOf, unrealised } from './holdings.ts';
import { initialOf } from './margin.ts';
import { type Account, emptyPosition, type Holding, type Instrument, type Market } from './market.ts';

/** Most that one transfer may move, and most that one wallet may hold by transfers. */
const AMOUNT_MICROS_MAX = 1_000_000_000_000_000;

/** The leverage of an account that has chosen none, or the largest of the first tier where that is lower (rule A2). */
const LEVERAGE_DEFAULT = 20;

/** An amount that may be moved and then leaves what is there within bounds. */
function isAmount(amountMicros: number, there: Exact): boolean {
  const isWhole = Number.isSafeInteger(amountMicros) && amountMicros > 0 && amountMicros <= AMOUNT_MICROS_MAX;
  return isWhole && there.add(amountMicros).lte(AMOUNT_MICROS_MAX);
}

/** The asset that a command names, the first one when it names none. */
function assetOf(market: Market, assetId: number | undefined): number | null {
  const id = assetId ?? 0;
  return market.rules.assets[id] === undefined ? null : id;
}

/** What an account has of an instrument before it has done anything. */
export function emptyHolding(account: Account, instrument: Instrument): Holding {
  const leverageMax = instrument.specification.riskTiers[0]?.leverageMax ?? 1;
  const legs = account.positionMode === 'one-way' ? (['both'] as const) : (['long', 'short'] as const);
  return {
    account,
    instrument,
    leverage: Math.min(LEVERAGE_DEFAULT, leverageMax),
    mode: account.modeOfNew,
    positions: legs.map(emptyPosition),
  };
}

export function openAccount(market: Market, command: OpenAccount): RejectCode | null {
  const { accountId, parentAccountId } = command;
  if (!Number.isSafeInteger(accountId) || accountId < 1) return 'ACCOUNT_UNKNOWN';
  if (accountOf(market, accountId) !== undefined) return 'ACCOUNT_EXISTS';
  const parent = parentAccountId === undefined ? null : accountOf(market, parentAccountId);
  if (parent === undefined || (parent !== null && parent.parentId !== 0)) return 'PARENT_INVALID';
  const account: Account = {
    id: accountId,
    parentId: parent?.id ?? 0,
    positionMode: 'one-way',
    feeTier: 0,
    modeOfNew: 'cross',
    pockets: market.rules.assets.map(() => ({ walletMicros: ZERO, block: null })),
    holdings: [],
    isLocked: false,
    cancelTimerMs: 0,
  };
  account.holdings.push(...market.instruments.map((instrument) => emptyHolding(account, instrument)));
  market.accounts.push(account);
  market.outlet.emit('accountOpened', 0, { accountId, parentAccountId: account.parentId });
  return null;
}

/** Books money that enters or leaves the market. */
function moveOutside(market: Market, account: Account, at: { assetId: number; delta: number }): void {
  const { assetId, delta } = at;
  const pocket = pocketOf(account, assetId);
  const treasury = treasuryOf(market, assetId);
  pocket.walletMicros = pocket.walletMicros.add(delta);
  treasury.netDepositsMicros = treasury.netDepositsMicros.add(delta);
  market.outlet.emit('balanceTransferred', 0, {
    accountId: account.id,
    assetId,
    amountMicros: delta,
    walletMicros: pocket.walletMicros,
  });
}

export function deposit(market: Market, command: Deposit, account: Account): RejectCode | null {
  const assetId = assetOf(market, command.assetId);
  if (assetId === null) return 'ASSET_UNKNOWN';
  if (!isAmount(command.amountMicros, pocketOf(account, assetId).walletMicros)) return 'AMOUNT_INVALID';
  moveOutside(market, account, { assetId, delta: command.amountMicros });
  return null;
}

export function withdraw(market: Market, command: Withdraw, account: Account): RejectCode | null {
  const { amountMicros } = command;
  const assetId = assetOf(market, command.assetId);
  if (assetId === null) return 'ASSET_UNKNOWN';
  if (!isAmount(amountMicros, ZERO)) return 'AMOUNT_INVALID';
  if (freeCash(market, account, assetId).lt(amountMicros)) return 'BALANCE_INSUFFICIENT';
  moveOutside(market, account, { assetId, delta: -amountMicros });
  return null;
}

export function fundInsurance(market: Market, command: FundInsurance): RejectCode | null {
  const { amountMicros } = command;
  const assetId = assetOf(market, command.assetId);
  if (assetId === null) return 'ASSET_UNKNOWN';
  const treasury = treasuryOf(market, assetId);
  if (!isAmount(amountMicros, treasury.fundCashMicros)) return 'AMOUNT_INVALID';
  treasury.netDepositsMicros = treasury.netDepositsMicros.add(amountMicros);
  const change = { assetId, reason: 'contribution', delta: exact(amountMicros) } as const;
  changeFundCash(market, change, { causeSequence: 0, liquidationId: 0 });
  return null;
}

/** The account that an account belongs to: itself, or the one that it is a sub-account of. */
function ownerOf(account: Account): number {
  return account.parentId === 0 ? account.id : account.parentId;
}

/** Moves free cash between accounts of one owner (rule A17). */
export function transferBetween(
  market: Market,
  command: TransferBetweenAccounts,
  from: Account,
): RejectCode | null {
  const { amountMicros } = command;
  const to = accountOf(market, command.toAccountId);
  if (to === undefined) return 'ACCOUNT_UNKNOWN';
  if (to === from || ownerOf(to) !== ownerOf(from)) return 'OWNER_DIFFERS';
  const assetId = assetOf(market, command.assetId);
  if (assetId === null) return 'ASSET_UNKNOWN';
  const paying = pocketOf(from, assetId);
  const receiving = pocketOf(to, assetId);
  if (!isAmount(amountMicros, receiving.walletMicros)) return 'AMOUNT_INVALID';
  if (freeCash(market, from, assetId).lt(amountMicros)) return 'BALANCE_INSUFFICIENT';
  paying.walletMicros = paying.walletMicros.sub(amountMicros);
  receiving.walletMicros = receiving.walletMicros.add(amountMicros);
  market.outlet.emit('balanceMoved', 0, {
    fromAccountId: from.id,
    toAccountId: to.id,
    assetId,
    amountMicros,
    fromWalletMicros: paying.walletMicros,
    toWalletMicros: receiving.walletMicros,
  });
  return null;
}

/** What must stay in a bucket when margin is taken out (rule A8). */
function removalFloor(market: Market, held: Held): Exact {
  const initial = initialOf(market, held);
  if (market.rules.isolatedRemovalFloor === 'initial') return initial;
  const notional = notionalAtMark(held.holding.instrument, held.position.sizeLots);
  return greatest(initial, roundUp(notional.div(10)));
}

function adjustmentFault(market: Market, held: Held, deltaMicros: number): RejectCode | null {
  const { account, instrument } = held.holding;
  if (!isAmount(Math.abs(deltaMicros), ZERO)) return 'AMOUNT_INVALID';
  if (deltaMicros > 0) {
    const free = freeCash(market, account, instrument.assetId);
    return free.lt(deltaMicros) ? 'BALANCE_INSUFFICIENT' : null;
  }
  const left = held.position.bucketMicros.add(deltaMicros).add(least(ZERO, unrealised(held)));
  return left.lt(removalFloor(market, held)) ? 'MARGIN_INSUFFICIENT' : null;
}

/** Moves money between wallet and bucket (rule A8). */
export function adjustIsolatedMargin(
  market: Market,
  command: AdjustIsolatedMargin,
  holding: Holding,
): RejectCode | null {
  const position = positionOf(holding, command.leg ?? 'both');
  if (position === undefined) return 'POSITION_SIDE_INVALID';
  if (holding.mode !== 'isolated' || position.sizeLots === 0) return 'ISOLATED_POSITION_MISSING';
  const { deltaMicros } = command;
  const fault = adjustmentFault(market, { holding, position }, deltaMicros);
  if (fault !== null) return fault;
  const pocket = pocketOf(holding.account, holding.instrument.assetId);
  position.bucketMicros = position.bucketMicros.add(deltaMicros);
  pocket.walletMicros = pocket.walletMicros.sub(deltaMicros);
  market.outlet.emit('isolatedMarginAdjusted', 0, {
    accountId: holding.account.id,
    instrumentId: holding.instrument.id,
    leg: position.leg,
    deltaMicros,
    bucketMicros: position.bucketMicros,
  });
  return null;
}

/** Puts an account into a fee tier that some instrument has (rule A15). */
export function setFeeTier(market: Market, command: SetFeeTier, account: Account): RejectCode | null {
  const { feeTier } = command;
  const highest = market.instruments.reduce(
    (most, { specification }) => Math.max(most, specification.feeTiers.length),
    0,
  );
  if (!Number.isSafeInteger(feeTier) || feeTier < 0 || feeTier > highest) return 'FEE_TIER_INVALID';
  account.feeTier = feeTier;
  market.outlet.emit('feeTierSet', 0, { accountId: account.id, feeTier });
  return null;
}
