import {
  accountId,
  eventSequence,
  type InstrumentSpecification,
  instrumentId,
  type LiquidationFilled,
  liquidationId,
  orderId,
  PLAIN_CONTRACT,
  priceTicks,
  quoteMicros,
  ratePpm,
  simulatedMs,
  sizeLots,
  type TradeExecuted,
} from '@spillway/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { createCauseIndex } from '../live/cause-index.ts';
import { createSeatFeed, type SeatFeed } from './seat-feed.ts';

const SPECIFICATION: InstrumentSpecification = {
  ...PLAIN_CONTRACT,
  symbol: 'BTCUSDT',
  tickSize: '0.1',
  lotSize: '0.001',
  microsPerTickLot: 100,
  sizeLotsMin: sizeLots(1),
  sizeLotsMax: sizeLots(1_000),
  priceTicksMax: priceTicks(10_000_000),
  priceBandPpm: ratePpm(100_000),
  makerFeePpm: ratePpm(0),
  takerFeePpm: ratePpm(0),
  liquidationFeePpm: ratePpm(0),
  riskTiers: [],
};

const BASE = { sequence: eventSequence(1), causeSequence: eventSequence(0), timeMs: simulatedMs(1) };
const BTC = instrumentId(0);
const SEAT = accountId(10);
const AGENT = accountId(1);

function trade(change: Partial<TradeExecuted> = {}): TradeExecuted {
  return {
    ...BASE,
    instrumentId: BTC,
    priceTicks: priceTicks(1_000_000),
    sizeLots: sizeLots(250),
    takerSide: 'buy',
    makerOrderId: orderId(4),
    takerOrderId: orderId(5),
    makerAccountId: AGENT,
    takerAccountId: SEAT,
    makerFeeMicros: quoteMicros(0),
    takerFeeMicros: quoteMicros(12_500_000),
    liquidationId: liquidationId(0),
    ...change,
  };
}

function forced(change: Partial<LiquidationFilled> = {}): LiquidationFilled {
  return {
    ...BASE,
    liquidationId: liquidationId(2),
    accountId: SEAT,
    instrumentId: BTC,
    mode: 'isolated',
    stage: 'book',
    positionSide: 'buy',
    priceTicks: priceTicks(900_000),
    sizeLots: sizeLots(250),
    notionalMicros: quoteMicros(22_500_000_000),
    leverage: 10,
    counterpartyAccountId: AGENT,
    ...change,
  };
}

describe('the seat feed', () => {
  let feed: SeatFeed;

  beforeEach(() => {
    feed = createSeatFeed(createCauseIndex());
    feed.sink.instrumentListed({ ...BASE, instrumentId: BTC, specification: SPECIFICATION });
    feed.watch(SEAT);
    feed.takeChanged();
  });

  test('tells a seat of its fill in its own words, and the agent on the other side nothing', () => {
    feed.sink.orderAccepted({
      ...BASE,
      orderId: orderId(5),
      clientOrderId: 99,
      accountId: SEAT,
      instrumentId: BTC,
      side: 'buy',
      leg: 'both',
      priceTicks: priceTicks(1_000_100),
      sizeLots: sizeLots(250),
      isReduceOnly: false,
      liquidationId: liquidationId(0),
    });
    feed.sink.tradeExecuted(trade());
    expect(feed.takeNotices()).toEqual([
      {
        accountId: SEAT,
        event: 'fill',
        notice: {
          orderId: 5,
          clientOrderId: 99,
          symbol: 'BTCUSDT',
          side: 'buy',
          size: '0.250',
          price: '100000.0',
          fee: '12.5',
          isMaker: false,
          isForced: false,
        },
      },
    ]);
    expect(feed.takeNotices()).toEqual([]);
    expect(feed.totals()).toMatchObject({ ordersAccepted: 1, fills: 1 });
  });

  test('a seat that trades with itself in two orders is told of both sides', () => {
    feed.sink.tradeExecuted(trade({ makerAccountId: SEAT }));
    expect(feed.takeNotices().map(({ notice }) => ('isMaker' in notice ? notice.isMaker : null))).toEqual([
      false,
      true,
    ]);
  });

  test('a deleveraged winner is told of the fill that no order of his made', () => {
    // A short of the seat buys back what the liquidated long of an agent sells.
    feed.sink.liquidationFilled(
      forced({ accountId: AGENT, counterpartyAccountId: SEAT, stage: 'auto-deleveraging' }),
    );
    expect(feed.takeNotices()).toMatchObject([
      { accountId: SEAT, event: 'fill', notice: { orderId: 0, side: 'buy', isForced: true, size: '0.250' } },
    ]);
    expect(feed.totals()).toMatchObject({ fills: 1, liquidationFills: 0 });
  });

  test('forced notional of seats adds up by mode, beyond 2^53, and that of agents does not count', () => {
    const large = quoteMicros(9_007_199_254_740_991);
    feed.sink.liquidationFilled(forced({ notionalMicros: large }));
    feed.sink.liquidationFilled(forced({ notionalMicros: large }));
    feed.sink.liquidationFilled(forced({ mode: 'cross', notionalMicros: quoteMicros(7) }));
    feed.sink.liquidationFilled(forced({ accountId: AGENT }));
    expect(feed.totals()).toMatchObject({
      liquidationFills: 3,
      liquidationNotionalMicros: { isolated: 18_014_398_509_481_982n, cross: 7n },
    });
  });

  test('a mark moves the accounts that hold the instrument, and no others', () => {
    const mark = {
      ...BASE,
      instrumentId: BTC,
      markTicks: priceTicks(2),
      indexTicks: priceTicks(2),
      previousMarkTicks: priceTicks(1),
      causeLiquidationId: liquidationId(0),
    };
    feed.sink.markPriceChanged(mark);
    expect(feed.takeChanged()).toEqual([]);
    const position = {
      ...BASE,
      accountId: SEAT,
      instrumentId: BTC,
      leg: 'both' as const,
      mode: 'cross' as const,
      sizeLots: sizeLots(-3),
      entryCostMicros: quoteMicros(-300),
      realisedPnlMicros: quoteMicros(0),
      bucketMicros: quoteMicros(0),
      walletMicros: quoteMicros(0),
    };
    feed.sink.positionChanged(position);
    expect(feed.takeChanged()).toEqual([SEAT]);
    feed.sink.markPriceChanged(mark);
    expect(feed.takeChanged()).toEqual([SEAT]);
    feed.sink.positionChanged({ ...position, sizeLots: sizeLots(0) });
    feed.takeChanged();
    feed.sink.markPriceChanged(mark);
    expect(feed.takeChanged()).toEqual([]);
  });
});
