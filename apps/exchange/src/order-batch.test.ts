/** Many orders in one message: each has its own fate, all of them are one request. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proveRun, readKeptData } from '@spillway/data-directory';
import { expect, onTestFinished, test } from 'vitest';
import { connectClient, connectOperator, openExchange } from './exchange.fixture.ts';

const SELL = { symbol: 'BTCUSDT', side: 'sell', type: 'limit', size: '1', price: '101000' } as const;
const BUY = { symbol: 'BTCUSDT', side: 'buy', type: 'limit', size: '0.001' } as const;

/** Bids of one lot below everybody else's. */
const bids = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...BUY, price: `${99_000 + index}`, clientOrderId: index }));

test('each order is taken or refused by itself, and answered in its place', async () => {
  const exchange = await openExchange();
  const [maker, taker] = [await connectClient(exchange), await connectClient(exchange)];
  await maker.join('ada');
  await taker.join('grace');
  const { orders } = await maker.placeOrders({
    orders: [
      SELL,
      { ...SELL, size: '0.0001' },
      { ...SELL, symbol: 'DOGEUSDT' },
      { ...SELL, size: '1000000' },
      { ...SELL, size: '2' },
      { ...SELL, type: 'market', price: undefined, reduceOnly: true },
    ],
  });
  expect(orders).toEqual([
    { ok: true, value: { orderId: 1, filled: '0', resting: '1.000', averagePrice: null } },
    { ok: false, code: 'SIZE_INVALID', message: expect.stringMatching(/^placeOrders\.orders\.1\.size: /) },
    {
      ok: false,
      code: 'INSTRUMENT_UNKNOWN',
      message: 'placeOrders.orders.2.symbol: expected BTCUSDT or SOLUSDT, got "DOGEUSDT"',
    },
    { ok: false, code: expect.any(String), message: expect.stringMatching(/^placeOrders: /) },
    { ok: true, value: { orderId: 2, filled: '0', resting: '2.000', averagePrice: null } },
    { ok: false, code: 'REDUCE_ONLY_WOULD_INCREASE', message: expect.any(String) },
  ]);
  const taken = await taker.placeOrders({ orders: [{ ...BUY, size: '3', price: '101000' }, BUY_NOTHING] });
  expect(taken.orders).toMatchObject([
    { ok: true, value: { filled: '3.000', resting: '0', averagePrice: '101000' } },
    { ok: true, value: { filled: '0', resting: '0.001', averagePrice: null } },
  ]);
  expect((await maker.account()).openOrders).toEqual([]);
});

const BUY_NOTHING = { ...BUY, price: '99000' };

test('a hundred at once all rest, in the order in which they were sent', async () => {
  const trader = await connectClient(await openExchange());
  await trader.join('ada');
  const { orders } = await trader.placeOrders({ orders: bids(100) });
  expect(orders.map((order) => order.ok && order.value.orderId)).toEqual(
    Array.from({ length: 100 }, (_, index) => 1 + index),
  );
  const { openOrders } = await trader.account();
  expect(openOrders.map(({ clientOrderId }) => clientOrderId)).toEqual(bids(100).map((_, index) => index));
});

test('a message with something in it that is no order places nothing', async () => {
  const trader = await connectClient(await openExchange());
  await trader.join('ada');
  const unreadable = [...bids(2), { ...BUY, price: 'cheap' }];
  await expect(trader.placeOrders({ orders: unreadable })).rejects.toMatchObject({
    code: 'MESSAGE_INVALID',
    message: 'placeOrders.orders.2.price: expected a positive decimal string such as "0.25", got "cheap"',
  });
  await expect(trader.placeOrders({ orders: bids(101) })).rejects.toMatchObject({
    message: 'placeOrders.orders: expected a list of 1 to 100 orders, got a list',
  });
  expect((await trader.account()).openOrders).toEqual([]);
});

test('asked again under the same id, it is done once, after a restart too', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'spillway-data-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const dataFolder = join(parent, 'data');
  const first = await openExchange({ dataFolder });
  const trader = await connectOperator(first);
  const seat = await trader.join('ada');
  const batch = { orders: [...bids(45), { ...BUY, size: '0.0001', price: '1' }], requestId: 'batch-1' };
  const placed = await trader.placeOrders(batch);
  expect(await trader.placeOrders(batch)).toEqual(placed);
  const before = await trader.seatTotals();
  expect(before.ordersAccepted).toBe(45);
  await first.close();

  const second = await openExchange({ dataFolder });
  const again = await connectClient(second, {
    seatToken: seat.seatToken,
    adminToken: first.adminToken ?? '',
  });
  expect(await again.seatTotals()).toEqual(before);
  expect(await again.placeOrders(batch)).toEqual(placed);
  expect((await again.seatTotals()).ordersAccepted).toBe(45);
  await second.close();
  const [run] = readKeptData(dataFolder).runs;
  expect(run === undefined ? null : proveRun(run)).toMatchObject({ stateHash: before.stateHash });
});

test('costs more of the rate limit the more orders it has', async () => {
  const exchange = await openExchange({ limits: { rate: { burst: 13, perSecond: 0.001 } } });
  const trader = await connectClient(exchange);
  await trader.join('ada');
  await trader.placeOrders({ orders: bids(100) });
  await expect(trader.placeOrders({ orders: bids(30) })).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  await trader.placeOrders({ orders: bids(20) });
});
