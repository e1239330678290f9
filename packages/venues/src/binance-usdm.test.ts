import { expect, test } from 'vitest';
import { BINANCE_USDM } from './binance-usdm.ts';

const instruments = Object.values(BINANCE_USDM.instruments);

test('F2 the funding cap is three quarters of initial less maintenance rate of the first tier', () => {
  for (const { symbol, funding, riskTiers } of instruments) {
    const first = riskTiers[0];
    // In billionths, times 4 × leverage, so that nothing is rounded: 3 × (10^9 − 1,000 × m × L).
    const leverage = first?.leverageMax ?? 0;
    const expected = 3 * (1_000_000_000 - 1_000 * (first?.maintenanceRatePpm ?? 0) * leverage);
    expect(4 * leverage * (funding?.capPpb ?? 0), symbol).toBe(expected);
  }
});

test('F1 the impact notional is 200 USDT at the largest leverage', () => {
  for (const { symbol, funding, riskTiers } of instruments) {
    expect(funding?.impactNotionalMicros, symbol).toBe(200_000_000 * (riskTiers[0]?.leverageMax ?? 0));
  }
});

test('a mode or a leverage that cannot be changed is answered with the code and the words of the venue', () => {
  const { rejectReasons, rules } = BINANCE_USDM;
  expect(rules).toMatchObject({ marginModeChange: 'when-flat', leverageLowering: 'not-when-isolated' });
  // Clients compare this text letter by letter.
  expect(rejectReasons.MODE_UNCHANGED).toEqual({ code: '-4046', reason: 'No need to change margin type.' });
  const codes = Object.fromEntries(
    Object.entries(rejectReasons).map(([code, { code: venueCode }]) => [code, venueCode]),
  );
  expect(codes).toMatchObject({
    MODE_HAS_ORDERS: '-4047',
    MODE_HAS_POSITION: '-4048',
    POSITION_MODE_UNCHANGED: '-4059',
    POSITION_MODE_HAS_ORDERS: '-4067',
    POSITION_MODE_HAS_POSITION: '-4068',
    LEVERAGE_LOWERED_ISOLATED: '-4161',
    MARGIN_INSUFFICIENT: '-2019',
    REDUCE_ONLY_WOULD_INCREASE: '-2022',
    TRIGGER_WOULD_FIRE: '-2021',
    NOTIONAL_TOO_SMALL: '-4164',
    REDUCE_ONLY_IN_HEDGE_MODE: '-1106',
    ISOLATED_POSITION_MISSING: '-4054',
  });
});

test('A15 fees fall from tier to tier and no maker is paid', () => {
  for (const { makerFeePpm, takerFeePpm, feeTiers } of instruments) {
    const makers = [makerFeePpm, ...feeTiers.map((tier) => tier.makerFeePpm)];
    const takers = [takerFeePpm, ...feeTiers.map((tier) => tier.takerFeePpm)];
    expect(makers).toEqual(makers.toSorted((a, b) => b - a));
    expect(takers).toEqual(takers.toSorted((a, b) => b - a));
    expect(makers.at(-1)).toBe(0);
  }
});
