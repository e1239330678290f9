import { describe, expect, it } from 'vitest';
import { parseArguments, requireLoopback, UsageError } from './arguments.ts';

describe('parseArguments', () => {
  it('starts an exchange of its own unless told where one is', () => {
    expect(parseArguments(['smoke'])).toEqual({ script: 'smoke', seed: '1', k6Path: null, target: null });
    const full = [
      'selloff',
      '--seed',
      '7',
      '--k6',
      'bin/k6',
      '--url',
      'http://localhost:4000/',
      '--admin-token',
      'abc',
    ];
    expect(parseArguments(full)).toEqual({
      script: 'selloff',
      seed: '7',
      k6Path: 'bin/k6',
      target: { url: 'http://localhost:4000', adminToken: 'abc' },
    });
  });

  it('asks for help', () => {
    expect(parseArguments(['--help'])).toBeNull();
  });

  it.each([
    [[], 'expected one of protocol, smoke, selloff'],
    [['soak'], 'script "soak": expected one of'],
    [['smoke', 'selloff'], 'script "smoke selloff"'],
    [['smoke', '--sed', '1'], "Unknown option '--sed'"],
    [['smoke', '--seed', 'a b'], '--seed "a b": expected'],
    [['smoke', '--url', 'http://127.0.0.1:1'], '--admin-token beside it'],
    [['smoke', '--admin-token', 'x'], '--url beside it'],
    [['smoke', '--url', 'http://example.com', '--admin-token', 'x'], 'this machine only'],
  ])('%j is refused in one line', (argumentList, words) => {
    const parse = () => parseArguments(argumentList);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(words);
    expect(parse).toThrow(/^[^\n]+$/);
  });
});

describe('requireLoopback', () => {
  it.each(['http://127.0.0.1:4000', 'http://localhost', 'http://[::1]:4000'])('takes %s', (url) => {
    expect(requireLoopback(url)).toBe(url);
  });

  it.each([
    'http://127.0.0.1.example.com',
    'http://localhost@example.com:4000',
    'http://192.168.1.7:4000',
    'http://0.0.0.0:4000',
    'https://localhost:4000',
    'ws://localhost:4000',
    'localhost:4000',
    '',
  ])('refuses %j', (url) => {
    expect(() => requireLoopback(url)).toThrow(UsageError);
  });
});
