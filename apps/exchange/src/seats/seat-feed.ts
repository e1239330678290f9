/**
 * What happens to the accounts of people and bots: the notices they are owed, which of their accounts changed,
 * and the totals that a load test reconciles with. Accounts of agents pass through without a trace.
 */
import { describeLiquidation } from '@spillway/analysis';
import {
  type AccountId,
  type CommandRejected,
  type EventSink,
  formatMicros,
  formatPrice,
  formatSize,
  type InstrumentId,
  type InstrumentSpecification,
  type LiquidationFilled,
  notionalMicros,
  type OrderAccepted,
  type OrderId,
  orderId,
  type PositionChanged,
  partialSink,
  type QuoteMicros,
  quoteMicros,
  type RejectCode,
  type TradeExecuted,
} from '@spillway/protocol';
import type { FillNotice, LiquidationNotice } from '@spillway/protocol/wire';
import type { CauseIndex } from '../live/cause-index.ts';
import { liquidationRow } from '../live/public-feed.ts';

/** Something that one seat alone is told. */
export type SeatNotice =
  | { readonly accountId: AccountId; readonly event: 'fill'; readonly notice: FillNotice }
  | { readonly accountId: AccountId; readonly event: 'liquidation'; readonly notice: LiquidationNotice };

export interface SeatFeedTotals {
  readonly liquidationFills: number;
  readonly liquidationNotionalMicros: { readonly isolated: bigint; readonly cross: bigint };
  readonly ordersAccepted: number;
  /** Fill notices, forced ones included. */
  readonly fills: number;
}

/** What became of an order while it was being placed. */
export interface OrderFate {
  /** 0 when it was refused. */
  readonly orderId: number;
  /** Why it was refused; null when it was taken. */
  readonly code: RejectCode | null;
  readonly filledLots: number;
  readonly filledMicros: bigint;
  readonly restingLots: number;
}

export interface SeatFeed {
  readonly sink: EventSink;
  /** From now on the account is a seat's. */
  watch(account: AccountId): void;
  /** Runs `place`, which places orders of the account, and says what became of each, in the order of the placing. */
  followOrders(account: AccountId, place: () => void): readonly OrderFate[];
  /** The notices since the last call, in the order of the events. */
  takeNotices(): SeatNotice[];
  /** The accounts that changed since the last call, in the order in which they were opened. */
  takeChanged(): AccountId[];
  totals(): SeatFeedTotals;
}

type FollowedOrder = { -readonly [Field in keyof OrderFate]: OrderFate[Field] };

/** The orders that an account is placing. */
interface Followed {
  readonly accountId: AccountId;
  readonly fates: FollowedOrder[];
}

interface SeatAccount {
  isChanged: boolean;
  /** Instruments in which the account has a position: their mark moves its equity. */
  readonly held: Set<InstrumentId>;
}

/** Follows the seats of one run. */
export function createSeatFeed(causes: CauseIndex): SeatFeed {
  return new SeatFollower(causes);
}

class SeatFollower implements SeatFeed {
  readonly sink: EventSink;
  readonly #causes: CauseIndex;
  readonly #specifications: InstrumentSpecification[] = [];
  readonly #accounts = new Map<AccountId, SeatAccount>();
  readonly #clientOrderIds = new Map<OrderId, number>();
  readonly #forcedMicros = { isolated: 0n, cross: 0n };
  #notices: SeatNotice[] = [];
  #followed: Followed | null = null;
  #liquidationFills = 0;
  #ordersAccepted = 0;
  #fills = 0;

  constructor(causes: CauseIndex) {
    this.#causes = causes;
    const changed = (event: { readonly accountId: AccountId }): void => this.#markChanged(event.accountId);
    this.sink = partialSink({
      instrumentListed: (event) => void this.#specifications.push(event.specification),
      balanceTransferred: changed,
      marginModeSet: changed,
      leverageSet: changed,
      isolatedMarginAdjusted: changed,
      orderAccepted: (event) => this.#orderAccepted(event),
      orderRested: (event) => {
        this.#markChanged(event.accountId);
        const fate = this.#fateOf(event.orderId);
        if (fate !== undefined) fate.restingLots = event.remainingLots;
      },
      orderClosed: (event) => {
        this.#clientOrderIds.delete(event.orderId);
        this.#markChanged(event.accountId);
        const fate = this.#fateOf(event.orderId);
        if (fate !== undefined) fate.restingLots = 0;
      },
      commandRejected: (event) => this.#orderRefused(event),
      tradeExecuted: (event) => this.#tradeExecuted(event),
      positionChanged: (event) => this.#positionChanged(event),
      markPriceChanged: (event) => this.#markMoved(event.instrumentId),
      liquidationStarted: changed,
      liquidationFilled: (event) => this.#liquidationFilled(event),
      lossSocialised: changed,
      liquidationFinished: changed,
    });
  }

  watch(account: AccountId): void {
    this.#accounts.set(account, { isChanged: true, held: new Set() });
  }

  followOrders(account: AccountId, place: () => void): readonly OrderFate[] {
    const followed: Followed = { accountId: account, fates: [] };
    this.#followed = followed;
    try {
      place();
    } finally {
      this.#followed = null;
    }
    return followed.fates;
  }

  takeNotices(): SeatNotice[] {
    const notices = this.#notices;
    this.#notices = [];
    return notices;
  }

  takeChanged(): AccountId[] {
    const changed: AccountId[] = [];
    for (const [id, account] of this.#accounts) {
      if (account.isChanged) changed.push(id);
      account.isChanged = false;
    }
    return changed;
  }

  totals(): SeatFeedTotals {
    return {
      liquidationFills: this.#liquidationFills,
      liquidationNotionalMicros: { ...this.#forcedMicros },
      ordersAccepted: this.#ordersAccepted,
      fills: this.#fills,
    };
  }

  #markChanged(id: AccountId): void {
    const account = this.#accounts.get(id);
    if (account !== undefined) account.isChanged = true;
  }

  #markMoved(instrument: InstrumentId): void {
    for (const account of this.#accounts.values()) {
      if (account.held.has(instrument)) account.isChanged = true;
    }
  }

  #orderAccepted(event: OrderAccepted): void {
    if (!this.#accounts.has(event.accountId)) return;
    this.#markChanged(event.accountId);
    if (event.liquidationId !== 0) return;
    this.#ordersAccepted += 1;
    this.#clientOrderIds.set(event.orderId, event.clientOrderId);
    if (this.#followed?.accountId === event.accountId) this.#follow(event.orderId, null);
  }

  /** An order of several that is refused is no failure of the command that places them. */
  #orderRefused({ accountId, commandKind, code }: CommandRejected): void {
    const isOrder = commandKind === 'PlaceOrder' || commandKind === 'PlaceOrders';
    if (isOrder && this.#followed?.accountId === accountId) this.#follow(0, code);
  }

  #follow(id: number, code: RejectCode | null): void {
    const fate = { orderId: id, code, filledLots: 0, filledMicros: 0n, restingLots: 0 };
    this.#followed?.fates.push(fate);
  }

  /** The order that is followed under this number. Few are followed at a time, and mostly the last is meant. */
  #fateOf(id: OrderId): FollowedOrder | undefined {
    return this.#followed?.fates.findLast((fate) => fate.orderId === id);
  }

  #positionChanged(event: PositionChanged): void {
    const account = this.#accounts.get(event.accountId);
    if (account === undefined) return;
    account.isChanged = true;
    if (event.sizeLots === 0) account.held.delete(event.instrumentId);
    else account.held.add(event.instrumentId);
  }

  #tradeExecuted(event: TradeExecuted): void {
    this.#followTrade(event);
    const makerSide = event.takerSide === 'buy' ? 'sell' : 'buy';
    const isForced = event.liquidationId !== 0;
    this.#addFill(event, {
      accountId: event.takerAccountId,
      orderId: event.takerOrderId,
      side: event.takerSide,
      feeMicros: event.takerFeeMicros,
      isMaker: false,
      isForced,
    });
    this.#addFill(event, {
      accountId: event.makerAccountId,
      orderId: event.makerOrderId,
      side: makerSide,
      feeMicros: event.makerFeeMicros,
      isMaker: true,
      isForced: false,
    });
  }

  #followTrade(event: TradeExecuted): void {
    const specification = this.#specifications[event.instrumentId];
    const fate = this.#fateOf(event.takerOrderId);
    if (specification === undefined || fate === undefined) return;
    fate.filledLots += event.sizeLots;
    fate.filledMicros += BigInt(notionalMicros(event.priceTicks, event.sizeLots, specification));
  }

  #addFill(event: TradedSize, party: FillParty): void {
    const specification = this.#specifications[event.instrumentId];
    if (specification === undefined || !this.#accounts.has(party.accountId)) return;
    this.#fills += 1;
    const { accountId, side, isMaker, isForced, feeMicros } = party;
    const notice: FillNotice = {
      orderId: party.orderId,
      clientOrderId: this.#clientOrderIds.get(party.orderId) ?? 0,
      symbol: specification.symbol,
      side,
      size: formatSize(event.sizeLots, specification),
      price: formatPrice(event.priceTicks, specification),
      fee: formatMicros(feeMicros),
      isMaker,
      isForced,
    };
    this.#notices.push({ accountId, event: 'fill', notice });
  }

  #liquidationFilled(event: LiquidationFilled): void {
    if (event.stage === 'auto-deleveraging') this.#addDeleveragedFill(event);
    const specification = this.#specifications[event.instrumentId];
    if (specification === undefined || !this.#accounts.has(event.accountId)) return;
    this.#liquidationFills += 1;
    this.#forcedMicros[event.mode] += BigInt(event.notionalMicros);
    const row = liquidationRow(event, this.#causes);
    const notice: LiquidationNotice = {
      liquidationId: event.liquidationId,
      symbol: specification.symbol,
      mode: event.mode,
      stage: event.stage,
      positionSide: event.positionSide,
      size: formatSize(event.sizeLots, specification),
      price: formatPrice(event.priceTicks, specification),
      notional: formatMicros(event.notionalMicros),
      wave: row.wave,
      sentence: describeLiquidation({ ...row, specification }),
    };
    this.#notices.push({ accountId: event.accountId, event: 'liquidation', notice });
  }

  /** The winner closes against the liquidated position: a short buys back what the liquidated long sells. */
  #addDeleveragedFill(event: LiquidationFilled): void {
    this.#addFill(event, {
      accountId: event.counterpartyAccountId,
      orderId: orderId(0),
      side: event.positionSide,
      feeMicros: quoteMicros(0),
      isMaker: false,
      isForced: true,
    });
  }
}

type TradedSize = Pick<TradeExecuted, 'instrumentId' | 'priceTicks' | 'sizeLots'>;

interface FillParty {
  readonly accountId: AccountId;
  readonly orderId: OrderId;
  readonly side: FillNotice['side'];
  readonly feeMicros: QuoteMicros;
  readonly isMaker: boolean;
  readonly isForced: boolean;
}
