import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { spillway } from './spillway.fixture.ts';
import { temporaryDirectory } from './temporary-directory.fixture.ts';

/** Every test starts processes, on a machine that may be busy with others. */
vi.setConfig({ testTimeout: 240_000 });

interface PrintedPosition {
  readonly symbol: string;
  readonly mode: string;
  readonly initialMargin: string | null;
  readonly maintenanceMargin: string;
  readonly liquidationPrice: string | null;
  readonly bankruptcyPrice: string | null;
  readonly reason?: string;
  readonly engine?: { readonly liquidationPrice: string | null };
  readonly engineOmitted?: string;
  readonly explain: readonly { readonly term: string }[];
}

const BTC_LONG = { symbol: 'BTCUSDT', side: 'long', qty: 1, entry: 8800, mark: 8800 };

async function margin(request: unknown): Promise<readonly PrintedPosition[]> {
  const { exitCode, stdout, stderr } = await spillway(['margin', '--json'], {
    input: JSON.stringify(request),
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return (JSON.parse(stdout) as { positions: PrintedPosition[] }).positions;
}

async function onlyPosition(request: unknown): Promise<PrintedPosition> {
  const [position, ...others] = await margin(request);
  expect(others).toEqual([]);
  if (position === undefined) throw new Error('no position was printed');
  return position;
}

/**
 * Two traders with 2,000 each buy at 8,800 with 1 % maintenance. Liquidation is where
 * equity = maintenance: P = (8,800 − margin / qty) / 0.99.
 */
describe('the worked example of two traders', () => {
  // 10,000 and 20,000 of notional at 8,800, to 36 digits: sizes that no grid of lots has.
  const TEN_THOUSAND = '1.136363636363636363636363636363636364';
  const TWENTY_THOUSAND = '2.272727272727272727272727272727272727';

  test.each([
    ['isolated with 1,000 at 10x', { qty: TEN_THOUSAND, mode: 'isolated', margin: 1000 }, '8000.00'],
    ['cross with the same size', { qty: TEN_THOUSAND, mode: 'cross' }, '7111.11'],
    ['cross at 10x on the full 2,000', { qty: TWENTY_THOUSAND, mode: 'cross' }, '8000.00'],
  ])('%s', async (_name, terms, expected) => {
    const position = await onlyPosition({
      wallet: 2000,
      positions: [{ ...BTC_LONG, ...terms, leverage: 10, mmr: '0.01' }],
    });
    expect(Number(position.liquidationPrice).toFixed(2)).toBe(expected);
    expect(position.engine).toBeUndefined();
    expect(position.engineOmitted).toContain('BTCUSDT: qty: size must be');
  });

  // The same three with 1.1 times the money: 1.25 BTC are 11,000. The engine rounds a long's price up to its tick.
  test.each([
    ['isolated', { qty: 1.25, mode: 'isolated', margin: 1100 }, '8000.0'],
    ['cross with the same size', { qty: 1.25, mode: 'cross' }, '7111.2'],
    ['cross on the full wallet', { qty: 2.5, mode: 'cross' }, '8000.0'],
  ])('in the engine: %s', async (_name, terms, expected) => {
    const position = await onlyPosition({
      wallet: 2200,
      positions: [{ ...BTC_LONG, ...terms, leverage: 10, mmr: 0.01 }],
    });
    expect(position.engine).toEqual({ liquidationPrice: expected });
  });
});

test('the engine and the model agree on an account of several positions and tiers, to the tick', async () => {
  const positions = await margin({
    wallet: 300_000,
    positions: [
      {
        symbol: 'BTCUSDT',
        side: 'long',
        qty: 20,
        entry: 110_000,
        mark: 108_000,
        mode: 'cross',
        leverage: 10,
      },
      { symbol: 'ETHUSDT', side: 'short', qty: 100, entry: 4000, mark: 3900, mode: 'cross', leverage: 10 },
      {
        symbol: 'SOLUSDT',
        side: 'short',
        qty: 1000,
        entry: 200,
        mark: 205,
        mode: 'isolated',
        margin: 30_000,
      },
    ],
  });
  const tick = { BTCUSDT: 0.1, ETHUSDT: 0.01, SOLUSDT: 0.01 } as const;
  for (const { symbol, liquidationPrice, engine } of positions) {
    const model = Number(liquidationPrice);
    const stated = Number(engine?.liquidationPrice);
    const isLong = symbol === 'BTCUSDT';
    const step = tick[symbol as keyof typeof tick];
    // Rounded towards the mark: up for the long, down for the shorts, by less than a tick.
    expect(isLong ? stated - model : model - stated).toBeGreaterThanOrEqual(-1e-6);
    expect(isLong ? stated - model : model - stated).toBeLessThan(step);
  }
  expect(positions.map(({ engineOmitted }) => engineOmitted)).toEqual([undefined, undefined, undefined]);
});

test.each([
  [
    'a symbol without a grid',
    { positions: [{ ...BTC_LONG, symbol: 'TULIP', mode: 'cross', mmr: 0.01 }] },
    /TULIP has no tick/,
  ],
  [
    'a price between two ticks',
    { positions: [{ ...BTC_LONG, entry: 8800.05, mode: 'cross' }] },
    /entry: price must be a whole multiple/,
  ],
  [
    'an account that could not open it',
    { wallet: 1, positions: [{ ...BTC_LONG, mode: 'cross' }] },
    /MARGIN_INSUFFICIENT/,
  ],
  [
    'a position that is due already',
    { wallet: 1000, positions: [{ ...BTC_LONG, mark: 7000, mode: 'cross' }] },
    /has liquidated the position/,
  ],
  [
    'maintenance of the entry notional',
    { rules: { maintenanceBasis: 'entry' }, positions: [{ ...BTC_LONG, mode: 'cross' }] },
    /notional at mark/,
  ],
])('where the engine cannot state a price, it says why: %s', async (_name, request, expected) => {
  const position = await onlyPosition({ wallet: 5000, ...request });
  expect(position.engine).toBeUndefined();
  expect(position.engineOmitted).toMatch(expected);
});

test('a 5,000 long in a 10,000 cross account has no liquidation price: null, and never', async () => {
  const position = await onlyPosition({
    wallet: 10_000,
    positions: [{ ...BTC_LONG, qty: '0.05', entry: 100_000, mark: 100_000, mode: 'cross', leverage: 5 }],
  });
  expect(position.liquidationPrice).toBeNull();
  expect(position.reason).toBe('never');
  expect(position.engine).toEqual({ liquidationPrice: null });
});

/** 0.2 coins at 50,000, as worked by hand for the presets: maintenance at mark, or of entry where Bybit is isolated. */
describe('under the rules of a venue', () => {
  const TRADE = { side: 'long', qty: 0.2, entry: 50_000, mark: 50_000 } as const;

  test.each([
    { venue: 'binance-usdm', symbol: 'BTCUSDT', isolated: '45180.8', cross: '25100.5', tick: 0.1 },
    { venue: 'bybit-uta', symbol: 'BTCUSDT', isolated: '45250.0', cross: '25125.7', tick: 0.1 },
    { venue: 'hyperliquid', symbol: 'BTC', isolated: '45570', cross: '25317', tick: 1 },
    { venue: 'dydx-v4', symbol: 'BTCUSD', isolated: '45547', cross: '25304', tick: 1 },
  ])('model and engine agree to the tick at $venue', async ({ venue, symbol, isolated, cross, tick }) => {
    const positions = [
      { ...TRADE, symbol, mode: 'isolated', margin: 1_000 },
      { ...TRADE, symbol, mode: 'cross' },
    ] as const;
    const [first, second] = await Promise.all(
      positions.map((position) => onlyPosition({ rules: venue, wallet: 5_000, positions: [position] })),
    );
    expect(first?.engine).toEqual({ liquidationPrice: isolated });
    expect(second?.engine).toEqual({ liquidationPrice: cross });
    for (const { engine, liquidationPrice } of [first, second].flatMap((position) => position ?? [])) {
      const distance = Number(engine?.liquidationPrice) - Number(liquidationPrice);
      expect(distance).toBeGreaterThanOrEqual(0);
      expect(distance).toBeLessThan(tick);
    }
  });

  test('--venue names it for an account that names none, and one that does is asked as it says', async () => {
    const account = { wallet: 5_000, positions: [{ ...TRADE, symbol: 'BTCUSD', mode: 'cross' }] };
    const ask = async (request: object, venue: string) =>
      spillway(['margin', '--json', '--venue', venue], { input: JSON.stringify(request) });
    const named = await ask({ ...account, rules: 'dydx-v4' }, 'binance-usdm');
    const flagged = await ask(account, 'dydx-v4');
    expect(flagged.stdout).toBe(named.stdout);
    expect(JSON.parse(flagged.stdout).positions[0].engine).toEqual({ liquidationPrice: '25304' });
    const unknown = await ask(account, 'tulip');
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toMatch(/Allowed choices are spillway-house, binance-usdm/);
  });

  test('who is due has no price in the engine, though a block closes only a part of it', async () => {
    const due = { ...TRADE, symbol: 'BTCUSD', mark: 45_300, mode: 'isolated', margin: 1_000 };
    const position = await onlyPosition({ rules: 'dydx-v4', wallet: 1_000, positions: [due] });
    expect(position.engineOmitted).toMatch(/has liquidated the position/);
  });
});

test('files and standard input are read alike, and text explains itself', async () => {
  const directory = temporaryDirectory(onTestFinished);
  const file = join(directory, 'account.json');
  writeFileSync(
    file,
    JSON.stringify({ wallet: 1000, positions: [{ ...BTC_LONG, mode: 'cross', leverage: 10 }] }),
  );
  const { stdout, exitCode } = await spillway(['margin', file]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('BTCUSDT long, cross');
  expect(stdout).toMatch(/liquidation price {2}/);
  expect(stdout).toMatch(/maintenance margin = 35\.2 /);
});

test('faults in the input are lines with path and expectation, exit code 2', async () => {
  const request = { wallet: 'much', positions: [{ ...BTC_LONG, mode: 'both' }] };
  const { exitCode, stdout, stderr } = await spillway(['margin', '-'], { input: JSON.stringify(request) });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^spillway: standard input: wallet: expected a decimal number, got "much"$/m);
  expect(stderr).toMatch(
    /^spillway: standard input: positions\[0\]\.mode: expected "isolated" or "cross", got "both"$/m,
  );
});

describe('a figure of another kind', () => {
  const question = { kind: 'insurance', side: 'short', qty: 2, fillPrice: 93, bankruptcyPrice: 90, fund: 10 };

  test('is one JSON object with its kind, or a text with the calculation', async () => {
    const input = JSON.stringify(question);
    const [asJson, asText] = [
      await spillway(['margin', '--json'], { input }),
      await spillway(['margin'], { input }),
    ];
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      kind: 'insurance',
      insuranceDelta: '-6',
      fundAfter: '4',
    });
    expect(asText.stdout).toContain('  insurance delta         -6\n');
    expect(asText.stdout).toContain('    surplus = -6    (side × (fill quote − bankruptcy quote))\n');
  });

  test('that nobody knows, or that contradicts itself, is refused with exit code 2', async () => {
    const unknown = await spillway(['margin'], { input: '{"kind": "option"}' });
    expect({ exitCode: unknown.exitCode, stdout: unknown.stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(unknown.stderr).toMatch(
      /^spillway: standard input: kind: expected one of "account", .*, got "option"$/m,
    );
    const torn = await spillway(['margin'], { input: JSON.stringify({ ...question, fillQuote: 186 }) });
    expect(torn.exitCode).toBe(2);
    expect(torn.stderr).toMatch(
      /^spillway: standard input: bankruptcyQuote: expected a decimal number, got nothing$/m,
    );
  });
});

test.each([
  ['inverse contracts', { rules: { contract: 'inverse' } }, /is of linear contracts/],
  ['hedge mode', { rules: { positionMode: 'hedge' } }, /one position for each symbol/],
  [
    'orders in maintenance',
    {
      rules: { ordersInMaintenance: true },
      orders: [{ symbol: 'BTCUSDT', side: 'buy', qty: 1, price: 8000, mmr: 0.01 }],
    },
    /no maintenance of open orders/,
  ],
])('the engine has no price for %s, and the model has', async (_name, request, expected) => {
  const position = await onlyPosition({
    wallet: 5000,
    positions: [{ ...BTC_LONG, mode: 'cross', mmr: 0.01 }],
    ...request,
  });
  expect(position.liquidationPrice).not.toBeNull();
  expect(position.engineOmitted).toMatch(expected);
});
