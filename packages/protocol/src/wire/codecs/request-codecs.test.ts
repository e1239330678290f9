import { describe, expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { AnswerValueOf, ClientEventName, RequestOf, Seat, SpeedRequest } from '../socket-events.ts';
import type { PlaceOrderRequest } from '../trading-requests.ts';
import { handshakeAuthCodec, parseMessage, REQUEST_CODECS } from './index.ts';

const ORDER = { symbol: 'BTCUSDT', side: 'buy', type: 'limit', size: '0.25', price: '108420.5' } as const;

function lineOf(name: ClientEventName, value: unknown): string {
  const schema = REQUEST_CODECS[name];
  if (schema === null) throw new Error(`${name} carries nothing`);
  const answer = parseMessage(schema as z.ZodType<unknown>, value, name);
  return answer.ok ? 'accepted' : answer.message;
}

describe('the typed maps and the codecs agree', () => {
  test('a message with a payload has a schema of exactly its type', () => {
    expectTypeOf<RequestOf<'placeOrder'>>().toEqualTypeOf<PlaceOrderRequest>();
    expectTypeOf<(typeof REQUEST_CODECS)['placeOrder']>().toEqualTypeOf<z.ZodType<PlaceOrderRequest>>();
    expectTypeOf<(typeof REQUEST_CODECS)['runSpeed']>().toEqualTypeOf<z.ZodType<SpeedRequest>>();
  });

  test('a message without a payload has none', () => {
    expectTypeOf<RequestOf<'account'>>().toEqualTypeOf<undefined>();
    expectTypeOf<(typeof REQUEST_CODECS)['account']>().toEqualTypeOf<null>();
  });

  test('the answer of a message is read off the map', () => {
    expectTypeOf<AnswerValueOf<'join'>>().toEqualTypeOf<Seat>();
    expectTypeOf<AnswerValueOf<'cancelOrder'>>().toEqualTypeOf<null>();
  });
});

describe('placeOrder', () => {
  test('takes a limit and a market order as they are', () => {
    const { price: _price, ...withoutPrice } = ORDER;
    const market = { ...withoutPrice, type: 'market', reduceOnly: true, clientOrderId: 7 };
    expect(parseMessage(REQUEST_CODECS.placeOrder, ORDER, 'placeOrder')).toEqual({ ok: true, value: ORDER });
    expect(parseMessage(REQUEST_CODECS.placeOrder, market, 'placeOrder')).toEqual({
      ok: true,
      value: market,
    });
  });

  test.each([
    -1,
    0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e21,
    null,
    [],
    {},
    true,
    '-1',
    '1e5',
    '0x10',
    ' 1',
    '1\n',
    '١',
    '1,000',
    '+1',
    '.5',
    '1.',
    '',
    '01',
    'NaN',
    'Infinity',
    '9'.repeat(300),
    new Uint8Array([49]),
  ])('refuses the size %j with one short line', (size) => {
    const line = lineOf('placeOrder', { ...ORDER, size });
    expect(line).toMatch(/^placeOrder\.size: expected /);
    expect(line).not.toContain('\n');
    expect(line.length).toBeLessThan(160);
  });

  test('says where, what was expected and what came', () => {
    expect(lineOf('placeOrder', { ...ORDER, side: 'short' })).toBe(
      'placeOrder.side: expected "buy" or "sell", got "short"',
    );
    expect(lineOf('placeOrder', { ...ORDER, price: undefined })).toBe(
      'placeOrder.price: expected a price, which a limit order needs, got nothing',
    );
    expect(lineOf('placeOrder', { ...ORDER, type: 'market' })).toBe(
      'placeOrder.price: expected no price on a market order, got "108420.5"',
    );
    expect(lineOf('placeOrder', 'buy')).toBe('placeOrder: expected an object with named fields, got "buy"');
  });

  test('refuses what the connection alone may say, and keys that reach for prototypes', () => {
    expect(lineOf('placeOrder', { ...ORDER, accountId: 2 })).toBe('placeOrder: unknown key "accountId"');
    expect(lineOf('placeOrder', { ...ORDER, role: 'admin' })).toBe('placeOrder: unknown key "role"');
    expect(lineOf('placeOrder', JSON.parse(`{"__proto__": {"isAdmin": true}, "symbol": "A"}`))).not.toBe(
      'accepted',
    );
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
    expect(lineOf('placeOrder', { ...ORDER, symbol: '__proto__' })).toMatch(/^placeOrder\.symbol: expected /);
  });
});

describe('placeOrders', () => {
  test('takes 1 to 100 orders, and says which of them it cannot read', () => {
    expect(lineOf('placeOrders', { orders: [ORDER], requestId: 'batch-1' })).toBe('accepted');
    expect(lineOf('placeOrders', { orders: Array(100).fill(ORDER) })).toBe('accepted');
    expect(lineOf('placeOrders', { orders: Array(101).fill(ORDER) })).toBe(
      'placeOrders.orders: expected a list of 1 to 100 orders, got a list',
    );
    expect(lineOf('placeOrders', { orders: [] })).toMatch(
      /^placeOrders\.orders: expected a list of 1 to 100/,
    );
    expect(lineOf('placeOrders', { orders: [ORDER, { ...ORDER, type: 'market' }] })).toBe(
      'placeOrders.orders.1.price: expected no price on a market order, got "108420.5"',
    );
    expect(lineOf('placeOrders', { orders: [{ ...ORDER, requestId: 'a' }] })).toBe(
      'placeOrders.orders.0: unknown key "requestId"',
    );
  });
});

describe('join', () => {
  test.each(['ada', 'Åsa Ö.', '学生 7', 'a', 'x'.repeat(24), 'maker-3_b'])('takes the name %j', (name) => {
    expect(lineOf('join', { name })).toBe('accepted');
  });

  test.each([
    '',
    ' ',
    'x'.repeat(25),
    'x'.repeat(1_000_000),
    '<img src=x onerror=alert(1)>',
    'a\u202Eb',
    'a\u0000b',
    'a\nb',
    '=HYPERLINK(1)',
    'trailing ',
  ])('refuses the name %j', (name) => {
    expect(lineOf('join', { name })).toMatch(/^join\.name: expected a name/);
  });

  test('two spellings of one name become one', () => {
    const composed = parseMessage(REQUEST_CODECS.join, { name: '\u00C5sa' }, 'join');
    const decomposed = parseMessage(REQUEST_CODECS.join, { name: 'A\u030Asa' }, 'join');
    expect(composed.ok).toBe(true);
    expect(decomposed).toEqual(composed);
  });
});

describe('run controls', () => {
  test.each([
    ['runSpeed', { speed: 0 }, 'runSpeed.speed: expected a number from 0.1 to 1000, got 0'],
    ['runSpeed', { speed: 1_001 }, 'runSpeed.speed: expected a number from 0.1 to 1000, got 1001'],
    ['runShock', { percent: 0 }, 'runShock.percent: expected a percentage from -50 to 50, not 0, got 0'],
    ['runShock', { percent: -51 }, 'runShock.percent: expected a percentage from -50 to 50, not 0, got -51'],
    [
      'runShock',
      { percent: 1e9 },
      'runShock.percent: expected a percentage from -50 to 50, not 0, got 1000000000',
    ],
    [
      'runStep',
      { simulatedMs: 0.5 },
      'runStep.simulatedMs: expected a whole number from 1 to 86400000, got 0.5',
    ],
    [
      'runReset',
      { scenario: '../../etc/passwd' },
      'runReset.scenario: expected the name of a scenario such as "quiet-day", got "../../etc/passwd"',
    ],
  ] as const)('%s refuses %j', (name, value, line) => {
    expect(lineOf(name, value)).toBe(line);
  });

  test('takes the limits themselves', () => {
    expect(lineOf('runSpeed', { speed: 0.1 })).toBe('accepted');
    expect(lineOf('runSpeed', { speed: 1_000 })).toBe('accepted');
    expect(lineOf('runShock', { percent: -50, symbol: 'SOLUSDT' })).toBe('accepted');
    expect(lineOf('runReset', {})).toBe('accepted');
  });
});

describe('the handshake', () => {
  test('takes tokens, and nothing else', () => {
    expect(parseMessage(handshakeAuthCodec, {}, 'auth').ok).toBe(true);
    expect(parseMessage(handshakeAuthCodec, { adminToken: 'a', seatToken: 'b' }, 'auth').ok).toBe(true);
    expect(parseMessage(handshakeAuthCodec, { adminToken: ['a'] }, 'auth')).toEqual({
      ok: false,
      code: 'MESSAGE_INVALID',
      message: 'auth.adminToken: expected a token, got a list',
    });
    expect(parseMessage(handshakeAuthCodec, { isAdmin: true }, 'auth')).toEqual({
      ok: false,
      code: 'MESSAGE_INVALID',
      message: 'auth: unknown key "isAdmin"',
    });
  });
});
