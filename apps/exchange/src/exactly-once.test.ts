/** What is asked twice is done once. */
import { describe, expect, test } from 'vitest';
import { connectClient, connectOperator, openExchange, openWire, PATIENCE } from './exchange.fixture.ts';

const SELL = { symbol: 'BTCUSDT', side: 'sell', type: 'limit', size: '1', price: '100000' } as const;

describe('a request with an id', () => {
  test('that comes again gets its first answer, and is not done again', async () => {
    const trader = await connectClient(await openExchange());
    await trader.join('ada');
    const order = { ...SELL, requestId: 'order-1' };
    const placed = await trader.placeOrder(order);
    await trader.cancelOrder({ orderId: placed.orderId, requestId: 'cancel-1' });
    expect(await trader.placeOrder(order)).toEqual(placed);
    await trader.cancelOrder({ orderId: placed.orderId, requestId: 'cancel-1' });
    expect((await trader.account()).openOrders).toEqual([]);
    await expect(
      trader.cancelOrder({ orderId: placed.orderId, requestId: 'cancel-2' }),
    ).rejects.toMatchObject({
      code: 'ORDER_UNKNOWN',
    });
  });

  test('that was refused is refused again, even when it would be taken by now', async () => {
    const exchange = await openExchange();
    const trader = await connectClient(exchange);
    await trader.join('ada');
    const cancel = { orderId: 1, requestId: 'cancel-1' };
    await expect(trader.cancelOrder(cancel)).rejects.toMatchObject({ code: 'ORDER_UNKNOWN' });
    expect(await trader.placeOrder(SELL)).toMatchObject({ orderId: 1 });
    await expect(trader.cancelOrder(cancel)).rejects.toMatchObject({ code: 'ORDER_UNKNOWN' });
    expect((await trader.account()).openOrders).toHaveLength(1);
  });

  test('is refused when it asks for something else than before', async () => {
    const trader = await connectClient(await openExchange());
    await trader.join('ada');
    await trader.placeOrder({ ...SELL, requestId: 'order-1' });
    await expect(trader.placeOrder({ ...SELL, size: '2', requestId: 'order-1' })).rejects.toMatchObject({
      code: 'REQUEST_ID_REUSED',
      message: 'requestId: "order-1" named another request before; expected one id a request',
    });
    expect((await trader.account()).openOrders).toHaveLength(1);
  });

  test('has nothing to do with one of the same name from another seat', async () => {
    const exchange = await openExchange();
    const [first, second] = [await connectClient(exchange), await connectClient(exchange)];
    await first.join('ada');
    await second.join('grace');
    const placed = await first.placeOrder({ ...SELL, requestId: 'order-1' });
    const other = await second.placeOrder({ ...SELL, requestId: 'order-1' });
    expect(other.orderId).toBe(placed.orderId + 1);
  });

  test('an operator shocks once', async () => {
    const operator = await connectOperator(await openExchange());
    await operator.shock({ percent: -3, requestId: 'shock-1' });
    const { stateHash } = await operator.seatTotals();
    await operator.shock({ percent: -3, requestId: 'shock-1' });
    expect((await operator.seatTotals()).stateHash).toBe(stateHash);
    await operator.shock({ percent: -3, requestId: 'shock-2' });
    expect((await operator.seatTotals()).stateHash).not.toBe(stateHash);
  });
});

describe('an answer that gets lost', () => {
  test('is asked for again by the client, and the order is there once', async () => {
    const exchange = await openExchange();
    const wire = await openWire(exchange);
    const trader = await connectClient(wire);
    const watcher = await connectOperator(exchange);
    await trader.join('ada');
    wire.muffle();
    const placing = trader.placeOrder(SELL);
    await expect.poll(async () => (await watcher.seatTotals()).ordersAccepted, PATIENCE).toBe(1);
    wire.cut();
    const placed = await placing;
    expect(placed).toMatchObject({ resting: '1.000' });
    expect((await trader.account()).openOrders.map(({ orderId }) => orderId)).toEqual([placed.orderId]);
    expect((await watcher.seatTotals()).ordersAccepted).toBe(1);
  });

  test('of joining is no lost seat', async () => {
    const exchange = await openExchange();
    const wire = await openWire(exchange);
    const trader = await connectClient(wire);
    const watcher = await connectOperator(exchange);
    wire.muffle();
    const joining = trader.join('ada');
    await expect.poll(async () => (await watcher.seatTotals()).seats, PATIENCE).toBe(1);
    wire.cut();
    const seat = await joining;
    expect(seat).toMatchObject({ name: 'ada', deposit: '100000' });
    const elsewhere = await connectClient(exchange, { seatToken: seat.seatToken });
    expect(elsewhere.seat).toEqual(seat);
    await expect(elsewhere.join('grace')).rejects.toMatchObject({ code: 'SEAT_NAME_TAKEN' });
  });

  test('of a question is not asked for again: nothing hangs on it', async () => {
    const exchange = await openExchange();
    const wire = await openWire(exchange);
    const trader = await connectClient(wire);
    await trader.join('ada');
    wire.muffle();
    const asking = trader.account();
    setTimeout(() => wire.cut(), 100);
    await expect(asking).rejects.toMatchObject({ code: 'NO_ANSWER' });
  });
});
