import { describe, expect, it } from 'vitest';
import { UsageError } from './arguments.ts';
import { findK6 } from './find-k6.ts';

describe('findK6', () => {
  // What the user names is used or refused: another k6 in its place would test something else than was asked for.
  it('refuses a file that is not there', () => {
    const search = { flag: 'no/such/k6', environment: { SPILLWAY_K6: process.execPath } };
    expect(() => findK6(search)).toThrow(UsageError);
    expect(() => findK6(search)).toThrow('k6 "no/such/k6": expected an executable k6');
  });

  it('refuses a program that is not k6', () => {
    const search = { flag: null, environment: { SPILLWAY_K6: process.execPath } };
    expect(() => findK6(search)).toThrow('expected an executable k6 of version 2 or newer');
  });
});
