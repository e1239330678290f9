import type { SpillwayClient } from '@spillway/client';
import { describe, expect, test } from 'vitest';
import {
  collectEvents,
  connectClient,
  connectionsOf,
  connectOperator,
  nextEvent,
  openExchange,
  openWire,
  PATIENCE,
  writeScenarioAt,
} from './exchange.fixture.ts';

/** Long enough for the makers of the quiet market to have quoted. */
const WARM_UP_MS = 60_000;

/** Micros of a decimal string, for exact sums. */
function micros(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(`${whole}${fraction.padEnd(6, '0')}`);
}

async function openMarket() {
  const exchange = await openExchange();
  const operator = await connectOperator(exchange);
  await operator.step(WARM_UP_MS);
  return { exchange, operator };
}

async function isolate(client: SpillwayClient, leverage: number): Promise<void> {
  await client.setMarginMode({ symbol: 'BTCUSDT', mode: 'isolated' });
  await client.setLeverage({ symbol: 'BTCUSDT', leverage });
}

describe('a seat', () => {
  test('joins, trades, and sees its own liquidation, which the server counts the same', async () => {
    const { exchange, operator } = await openMarket();
    const trader = await connectClient(exchange);
    const bystander = await connectClient(exchange);
    const seat = await trader.join('ada');
    await bystander.join('grace');
    expect(seat.deposit).toBe('100000');
    await isolate(trader, 20);
    const placed = await trader.placeOrder({ symbol: 'BTCUSDT', side: 'buy', type: 'market', size: '5' });
    expect(placed).toMatchObject({ filled: '5.000', resting: '0' });
    expect((await trader.account()).positions[0]).toMatchObject({
      symbol: 'BTCUSDT',
      mode: 'isolated',
      leverage: 20,
      size: '5.000',
      entryPrice: placed.averagePrice,
    });

    const forced = collectEvents(trader, 'liquidation');
    const othersForced = collectEvents(bystander, 'liquidation');
    const changed = nextEvent(trader, 'accountState', (state) => state.positions[0]?.size === '0.000');
    await operator.shock({ percent: -12 });
    await operator.step(30_000);
    const after = await changed;

    // The wallet was never behind the isolated position: what is left of the bucket is all it may lose.
    expect(Number(after.wallet)).toBeGreaterThan(70_000);
    expect(forced.length).toBeGreaterThan(0);
    expect(othersForced).toEqual([]);
    const [first] = forced;
    expect(first).toMatchObject({ symbol: 'BTCUSDT', mode: 'isolated', positionSide: 'buy' });
    expect(first?.sentence).toMatch(/^Isolated 20x long, .* of the operator's -12 % shock at 60 s$/);
    const totals = await operator.seatTotals();
    expect(totals.liquidationFills).toBe(forced.length);
    expect(micros(totals.liquidationNotional.isolated)).toBe(
      forced.reduce((sum, { notional }) => sum + micros(notional), 0n),
    );
    expect(totals.liquidationNotional.cross).toBe('0');
    expect(totals.conservationError).toBe('0');
    expect(totals.seats).toBe(2);
  });

  test('an order that is off the grid or off the list does not reach the market', async () => {
    const { exchange, operator } = await openMarket();
    const trader = await connectClient(exchange);
    await trader.join('ada');
    const before = await operator.seatTotals();
    const order = { symbol: 'BTCUSDT', side: 'buy', type: 'limit' } as const;
    await expect(trader.placeOrder({ ...order, size: '0.0001', price: '99000' })).rejects.toMatchObject({
      code: 'SIZE_INVALID',
      message: 'placeOrder.size: size must be a whole multiple of the lot size 0.001, got "0.0001"',
    });
    await expect(trader.placeOrder({ ...order, size: '0.1', price: '99000.05' })).rejects.toMatchObject({
      code: 'PRICE_INVALID',
    });
    await expect(
      trader.placeOrder({ ...order, symbol: 'DOGE', size: '1', price: '1' }),
    ).rejects.toMatchObject({
      code: 'INSTRUMENT_UNKNOWN',
      message: 'placeOrder.symbol: expected BTCUSDT or SOLUSDT, got "DOGE"',
    });
    expect(await operator.seatTotals()).toEqual(before);
  });

  test('an order that the market refuses names its rule and changes nothing of the account', async () => {
    const { exchange } = await openMarket();
    const trader = await connectClient(exchange);
    await trader.join('ada');
    const before = await trader.account();
    const order = { symbol: 'BTCUSDT', side: 'buy', size: '1' } as const;
    await expect(trader.placeOrder({ ...order, type: 'limit', price: '1' })).rejects.toMatchObject({
      code: 'PRICE_OUTSIDE_BAND',
      message: 'placeOrder: The price is too far from the mark price (-4131).',
    });
    await expect(trader.placeOrder({ ...order, type: 'market', size: '40' })).rejects.toMatchObject({
      code: 'MARGIN_INSUFFICIENT',
    });
    await expect(trader.placeOrder({ ...order, type: 'market', reduceOnly: true })).rejects.toMatchObject({
      code: 'REDUCE_ONLY_WOULD_INCREASE',
    });
    expect(await trader.account()).toEqual(before);
  });

  test('rests an order, sees it, and cancels it', async () => {
    const { exchange } = await openMarket();
    const trader = await connectClient(exchange);
    await trader.join('ada');
    const placed = await trader.placeOrder({
      symbol: 'BTCUSDT',
      side: 'buy',
      type: 'limit',
      size: '0.5',
      price: '97000',
      clientOrderId: 77,
      postOnly: true,
    });
    expect(placed).toMatchObject({ filled: '0', resting: '0.500', averagePrice: null });
    expect((await trader.account()).openOrders).toEqual([
      {
        orderId: placed.orderId,
        clientOrderId: 77,
        symbol: 'BTCUSDT',
        side: 'buy',
        price: '97000.0',
        remaining: '0.500',
        reduceOnly: false,
      },
    ]);
    await trader.cancelOrder({ orderId: placed.orderId });
    expect((await trader.account()).openOrders).toEqual([]);
    await expect(trader.cancelOrder({ orderId: placed.orderId })).rejects.toMatchObject({
      code: 'ORDER_UNKNOWN',
    });
  });
});

describe('two seats', () => {
  test('trade with each other, each told its own side, and no money is made', async () => {
    const exchange = await openExchange();
    const operator = await connectOperator(exchange);
    const [seller, buyer] = [await connectClient(exchange), await connectClient(exchange)];
    await seller.join('ada');
    await buyer.join('grace');
    // Nobody else quotes yet: the run has not begun.
    const sold = nextEvent(seller, 'fill');
    const bought = nextEvent(buyer, 'fill');
    await seller.placeOrder({
      symbol: 'BTCUSDT',
      side: 'sell',
      type: 'limit',
      size: '1',
      price: '100000',
      clientOrderId: 5,
    });
    await buyer.placeOrder({ symbol: 'BTCUSDT', side: 'buy', type: 'limit', size: '0.4', price: '100010' });
    expect(await sold).toMatchObject({
      clientOrderId: 5,
      side: 'sell',
      size: '0.400',
      price: '100000.0',
      isMaker: true,
      isForced: false,
    });
    expect(await bought).toMatchObject({ side: 'buy', size: '0.400', price: '100000.0', isMaker: false });
    const totals = await operator.seatTotals();
    expect(totals).toMatchObject({ ordersAccepted: 2, fills: 2, conservationError: '0' });
    expect((await seller.account()).positions[0]?.size).toBe('-0.400');
    expect((await buyer.account()).positions[0]?.size).toBe('0.400');
  });

  test('neither can touch the orders of the other', async () => {
    const exchange = await openExchange();
    const [owner, stranger] = [await connectClient(exchange), await connectClient(exchange)];
    await owner.join('ada');
    await stranger.join('mallory');
    const order = { symbol: 'BTCUSDT', side: 'sell', type: 'limit', size: '1', price: '100000' } as const;
    const { orderId } = await owner.placeOrder(order);
    await expect(stranger.cancelOrder({ orderId })).rejects.toMatchObject({ code: 'ORDER_UNKNOWN' });
    await stranger.cancelAllOrders();
    expect((await owner.account()).openOrders).toHaveLength(1);
    const { accountId } = await owner.account();
    expect((await stranger.account()).accountId).not.toBe(accountId);
  });

  test('cannot have one name, however it is spelt', async () => {
    const exchange = await openExchange();
    const [first, second] = [await connectClient(exchange), await connectClient(exchange)];
    await first.join('Ada');
    await expect(second.join('ada')).rejects.toMatchObject({ code: 'SEAT_NAME_TAKEN' });
    await expect(first.join('other')).rejects.toMatchObject({ code: 'SEAT_NAME_TAKEN' });
    await second.join('grace');
  });

  test('fill the house', async () => {
    const exchange = await openExchange({ limits: { seatsMax: 1 } });
    const [first, second] = [await connectClient(exchange), await connectClient(exchange)];
    await first.join('ada');
    await expect(second.join('grace')).rejects.toMatchObject({ code: 'SEATS_FULL' });
  });
});

describe('a seat token', () => {
  test('takes the seat again on another connection, and only that seat', async () => {
    const exchange = await openExchange();
    const first = await connectClient(exchange);
    const seat = await first.join('ada');
    first.close();
    const second = await connectClient(exchange, { seatToken: seat.seatToken });
    expect(second.seat).toEqual(seat);
    expect((await second.account()).accountId).toBe(seat.accountId);
    const guesser = await connectClient(exchange, { seatToken: `${seat.seatToken.slice(0, -1)}!` });
    expect(guesser.seat).toBeNull();
    await expect(guesser.account()).rejects.toMatchObject({ code: 'NOT_SEATED' });
  });

  test('is kept by the client: after a broken connection it trades from the same seat', async () => {
    const exchange = await openExchange();
    const wire = await openWire(exchange);
    const trader = await connectClient(wire);
    const seat = await trader.join('ada');
    const offline = nextEvent(trader, 'connection', ({ status }) => status === 'offline');
    const greeted = nextEvent(trader, 'hello');
    wire.cut();
    await offline;
    await expect(trader.account()).rejects.toMatchObject({ code: 'OFFLINE' });
    expect((await greeted).seat).toEqual(seat);
    expect((await trader.account()).accountId).toBe(seat.accountId);
  });

  test('survives a reset of the run, with the money that everybody gets', async () => {
    const exchange = await openExchange();
    const operator = await connectOperator(exchange);
    const trader = await connectClient(exchange);
    const gone = await connectClient(exchange);
    const { seatToken } = await trader.join('ada');
    await gone.join('grace');
    gone.close();
    await expect.poll(() => connectionsOf(exchange), PATIENCE).toBe(2);
    const greeted = nextEvent(trader, 'hello');
    await operator.reset({ seed: '8' });
    expect((await greeted).seat).toMatchObject({ name: 'ada', seatToken });
    expect(trader.seat).toMatchObject({ name: 'ada', seatToken });
    expect(await trader.account()).toMatchObject({ wallet: '100000' });
    const newcomer = await connectClient(exchange);
    await newcomer.join('grace');
  });
});

describe('under the rules of another venue', () => {
  test.each([
    { venue: 'bybit-uta', symbol: 'BTCUSDT', leverage: 'chosen' },
    { venue: 'hyperliquid', symbol: 'BTC', leverage: 'chosen' },
    { venue: 'dydx-v4', symbol: 'BTCUSD', leverage: 'fixed' },
  ])('a seat at $venue is isolated, with a leverage that is $leverage, and trades', async (terms) => {
    const exchange = await openExchange({ scenario: writeScenarioAt(terms.venue) });
    const operator = await connectOperator(exchange);
    await operator.step(WARM_UP_MS);
    const trader = await connectClient(exchange);
    await trader.join('ada');
    const { symbol } = terms;
    await trader.setMarginMode({ symbol, mode: 'isolated' });
    const chosen = trader.setLeverage({ symbol, leverage: 10 });
    if (terms.leverage === 'chosen') await chosen;
    else await expect(chosen).rejects.toMatchObject({ code: 'LEVERAGE_FIXED' });
    await trader.placeOrder({ symbol, side: 'buy', type: 'market', size: '0.1' });
    const { positions } = await trader.account();
    expect(positions).toMatchObject([{ symbol, mode: 'isolated' }]);
  });
});
