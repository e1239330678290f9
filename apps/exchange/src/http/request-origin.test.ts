import { describe, expect, test } from 'vitest';
import { isHostAllowed, isOriginAllowed } from './request-origin.ts';

const RULES = { boundHost: 'market.local', allowedOrigins: ['http://localhost:3000'] };

describe('the Host header', () => {
  test.each([
    'localhost',
    'localhost:4000',
    '127.0.0.1:4000',
    '192.168.1.7:80',
    '[::1]:4000',
    'MARKET.local:1',
  ])('%s is this server', (host) => expect(isHostAllowed(host, RULES)).toBe(true));

  test.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'evil.example:4000',
    'localhost:4000@evil.example',
    'localhost/evil',
    '127.0.0.1.evil.example',
    'localhost:123456',
  ])('%s is not', (host) => expect(isHostAllowed(host, RULES)).toBe(false));
});

describe('the Origin header', () => {
  test.each([
    [undefined, true],
    ['http://localhost:4000', true],
    ['https://localhost:4000', true],
    ['http://localhost:3000', true],
    ['http://localhost:4001', false],
    ['http://127.0.0.1:4000', false],
    ['null', false],
    ['http://localhost:4000.evil.example', false],
    ['file://', false],
  ])('%s is let in: %s', (origin, isLetIn) => {
    expect(isOriginAllowed({ origin, host: 'localhost:4000' }, RULES)).toBe(isLetIn);
  });

  test('a request without a Host has no own origin', () => {
    expect(isOriginAllowed({ origin: 'http://undefined', host: undefined }, RULES)).toBe(false);
  });
});
