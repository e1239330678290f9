import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandArbitrary } from './command-arbitrary.ts';
import { placeLimit, placeMarket } from './commands.ts';
import { placeBatch, placeTrigger } from './order-commands.ts';
import { plainInstrument } from './plain-venue.ts';

test('an order has the defaults that a reader expects, and options win over them', () => {
  const terms = { account: 3, side: 'buy', lots: 7 } as const;
  expect(placeLimit({ ...terms, ticks: 100 })).toEqual({
    kind: 'PlaceOrder',
    accountId: 3,
    instrumentId: 0,
    clientOrderId: 0,
    side: 'buy',
    orderType: 'limit',
    timeInForce: 'gtc',
    priceTicks: 100,
    sizeLots: 7,
    isPostOnly: false,
    isReduceOnly: false,
    selfTradePrevention: 'cancel-taker',
  });
  expect(placeMarket({ ...terms, isReduceOnly: true, timeInForce: 'fok' })).toMatchObject({
    orderType: 'market',
    priceTicks: 0,
    timeInForce: 'fok',
    isReduceOnly: true,
  });
});

test('one tick of one lot of the plain instrument is worth what its sizes say', () => {
  const { tickSize, lotSize, microsPerTickLot } = plainInstrument();
  expect(Number(tickSize) * Number(lotSize) * 1e6).toBeCloseTo(microsPerTickLot, 9);
});

test('random commands name only accounts and instruments of their world', () => {
  const world = {
    accountCount: 3,
    instrumentCount: 2,
    middleTicks: 1_000,
    lotsMax: 50,
    quoteMax: 10,
    contributionMax: 5,
  };
  fc.assert(
    fc.property(commandArbitrary(world), (command) => {
      if ('accountId' in command) expect([1, 2, 3]).toContain(command.accountId);
      if ('instrumentId' in command) expect([0, 1, null]).toContain(command.instrumentId);
      if (command.kind === 'PlaceOrder') expect(command.sizeLots).toBeGreaterThanOrEqual(1);
    }),
  );
});

test('a trigger order is a stop-market order by the mark unless it is told otherwise', () => {
  const terms = { account: 3, side: 'sell', lots: 7, trigger: 90 } as const;
  expect(placeTrigger(terms)).toMatchObject({
    kind: 'PlaceTriggerOrder',
    accountId: 3,
    orderType: 'market',
    timeInForce: 'ioc',
    priceTicks: 0,
    triggerType: 'stop',
    triggerBy: 'mark',
    triggerTicks: 90,
    callbackPpm: 0,
  });
  expect(placeTrigger({ ...terms, ticks: 89, expiresAt: 50, timeInForce: 'gtd' })).toMatchObject({
    orderType: 'limit',
    priceTicks: 89,
    timeInForce: 'gtd',
    expiresAtMs: 50,
  });
});

test('a batch names its account once', () => {
  const batch = placeBatch(4, [placeLimit({ account: 4, side: 'buy', lots: 1, ticks: 9, display: 1 })]);
  expect(batch.orders[0]).toMatchObject({ side: 'buy', sizeLots: 1, priceTicks: 9, displayLots: 1 });
  expect(batch.orders[0]).not.toHaveProperty('accountId');
});
