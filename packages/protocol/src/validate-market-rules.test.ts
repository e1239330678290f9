import { expect, test } from 'vitest';
import { type MarketRules, PLAIN_ASSETS } from './market-rules.ts';
import { quoteMicros, ratePpm } from './units.ts';
import { validateMarketRules } from './validate-market-rules.ts';

const sound: MarketRules = {
  assets: PLAIN_ASSETS,
  maintenanceBasis: 'mark',
  isClosingFeeInMaintenance: false,
  hedgeInitialMargin: 'both-legs',
  isolatedRemovalFloor: 'initial',
  marginModeScope: 'instrument',
  marginModeChange: 'when-flat',
  isHedgeModeOffered: true,
  leverageLowering: 'when-covered',
  isLeverageChosen: true,
  amendKeepsPriority: 'when-only-reduced',
  isTriggerInclusive: true,
  orderCancelScope: 'scope',
  isHedgeNetted: false,
  partial: { kind: 'none' },
  forcedPriceBound: { kind: 'bankruptcy' },
  isPartialFillOrKill: false,
  bankruptcyDeviationPpmMax: ratePpm(0),
  backstopPpm: ratePpm(0),
  leftover: 'user',
  closeOutScope: 'largest-loss-first',
  insuranceInventoryPpmMax: ratePpm(1_000_000),
  insuranceDrawdown: null,
  deleveragingRanking: 'profit-and-leverage',
  deleveragingPrice: 'bankruptcy',
};

const SLICE = {
  kind: 'slice',
  thresholdMicros: quoteMicros(100_000_000_000),
  slicePpm: ratePpm(200_000),
  coolDownMs: 30_000,
} as const;
const RESTORE = {
  kind: 'restore-margin',
  thresholdMicros: quoteMicros(0),
  slicePpm: ratePpm(1_000_000),
} as const;
const BLOCKS = {
  kind: 'block-cap',
  sharePpm: ratePpm(100_000),
  notionalMinMicros: quoteMicros(1_000_000_000),
  notionalMaxMicros: quoteMicros(100_000_000_000),
  blockMs: 1_000,
} as const;
const FILLABLE = {
  kind: 'fillable',
  adjustmentPpm: ratePpm(1_000_000),
  spreadPpm: ratePpm(1_500_000),
} as const;
const DRAWDOWN = { windowMs: 28_800_000, startPpm: ratePpm(300_000), stopPpm: ratePpm(250_000) };
const unchecked = (value: unknown): never => value as never;

const soundChanges: readonly [string, Partial<MarketRules>][] = [
  ['as they are', {}],
  ['two assets', { assets: [...PLAIN_ASSETS, { symbol: 'BTC', decimals: 8 }] }],
  ['restoring the margin', { partial: RESTORE }],
  ['slices', { partial: SLICE }],
  ['tier by tier', { partial: { kind: 'tier-by-tier' }, isPartialFillOrKill: true }],
  ['blocks', { partial: BLOCKS, forcedPriceBound: FILLABLE }],
  ['the band', { forcedPriceBound: { kind: 'band' }, backstopPpm: ratePpm(666_666) }],
  ['a drawdown', { insuranceDrawdown: DRAWDOWN }],
  ['a fund that takes nothing over', { insuranceInventoryPpmMax: ratePpm(0) }],
];

test.each(soundChanges)('rules with %s have no fault', (_name, change) => {
  expect(validateMarketRules({ ...sound, ...change })).toEqual([]);
});

const faults: readonly [string, Partial<MarketRules>, string][] = [
  ['no asset', { assets: [] }, 'assets: must hold 1 to 16 assets, got 0'],
  [
    'an asset in small letters',
    { assets: [{ symbol: 'usdt', decimals: 6 }] },
    'assets[0].symbol: must be 2 to 20 capital letters or digits, got "usdt"',
  ],
  [
    'an asset that is there twice',
    { assets: [...PLAIN_ASSETS, ...PLAIN_ASSETS] },
    'assets[1].symbol: must not be there twice, got "USDT"',
  ],
  [
    'an asset with half a decimal',
    { assets: [{ symbol: 'USDT', decimals: 6.5 }] },
    'assets[0].decimals: must be a whole number from 0 to 12, got 6.5',
  ],
  [
    'no basis of maintenance',
    { maintenanceBasis: unchecked('last') },
    'maintenanceBasis: must be mark or entry, got "last"',
  ],
  [
    'an initial margin of no leg',
    { hedgeInitialMargin: unchecked('none') },
    'hedgeInitialMargin: must be both-legs or larger-leg, got "none"',
  ],
  [
    'no floor of removal',
    { isolatedRemovalFloor: unchecked('none') },
    'isolatedRemovalFloor: must be initial or initial-or-tenth, got "none"',
  ],
  [
    'a mode of nothing',
    { marginModeScope: unchecked('order') },
    'marginModeScope: must be instrument or account, got "order"',
  ],
  [
    'a mode that never changes',
    { marginModeChange: unchecked('never') },
    'marginModeChange: must be when-flat or when-covered, got "never"',
  ],
  [
    'leverage that is never lowered',
    { leverageLowering: unchecked('never') },
    'leverageLowering: must be when-covered or not-when-isolated, got "never"',
  ],
  [
    'amended orders that always keep their place',
    { amendKeepsPriority: unchecked('always') },
    'amendKeepsPriority: must be when-only-reduced or never, got "always"',
  ],
  [
    'no scope of cancelling',
    { orderCancelScope: unchecked('all') },
    'orderCancelScope: must be scope or account or none, got "all"',
  ],
  ['a leftover for nobody', { leftover: unchecked('house') }, 'leftover: must be user or fund, got "house"'],
  [
    'no scope of closing',
    { closeOutScope: unchecked('position') },
    'closeOutScope: must be largest-loss-first or whole-account, got "position"',
  ],
  [
    'no ranking',
    { deleveragingRanking: unchecked('size') },
    'deleveragingRanking: must be profit-and-leverage or profit-and-margin-ratio or gain-and-leverage or rotation, got "size"',
  ],
  [
    'no price of deleveraging',
    { deleveragingPrice: unchecked('entry') },
    'deleveragingPrice: must be bankruptcy or mark or previous-mark, got "entry"',
  ],
  [
    'a flag that says nothing',
    { isHedgeNetted: unchecked(1) },
    'isHedgeNetted: must be true or false, got 1',
  ],
  [
    'a partial close-out of no kind',
    { partial: unchecked({ kind: 'half' }) },
    'partial.kind: must be a kind of the protocol, got "half"',
  ],
  [
    'a negative threshold',
    { partial: { ...RESTORE, thresholdMicros: quoteMicros(-1) } },
    'partial.thresholdMicros: must be a whole number from 0 up, got -1',
  ],
  [
    'a slice of nothing',
    { partial: { ...SLICE, slicePpm: ratePpm(0) } },
    'partial.slicePpm: must be a whole number from 1 to 1000000, got 0',
  ],
  [
    'a cool-down of no time',
    { partial: { ...SLICE, coolDownMs: 0 } },
    'partial.coolDownMs: must be a whole number from 1 to 604800000, got 0',
  ],
  [
    'a share above everything',
    { partial: { ...BLOCKS, sharePpm: ratePpm(1_000_001) } },
    'partial.sharePpm: must be a whole number from 1 to 1000000, got 1000001',
  ],
  [
    'bounds of a block out of order',
    { partial: { ...BLOCKS, notionalMaxMicros: quoteMicros(999_999_999) } },
    'partial.notionalMaxMicros: must be a whole number from 1 up and not below notionalMinMicros, got 999999999',
  ],
  [
    'blocks of no time',
    { partial: { ...BLOCKS, blockMs: 0 } },
    'partial.blockMs: must be a whole number from 1 to 604800000, got 0',
  ],
  [
    'a bound of no kind',
    { forcedPriceBound: unchecked({ kind: 'last' }) },
    'forcedPriceBound.kind: must be a kind of the protocol, got "last"',
  ],
  [
    'a fillable price that never moves',
    { forcedPriceBound: { ...FILLABLE, adjustmentPpm: ratePpm(0) } },
    'forcedPriceBound.adjustmentPpm: must be a whole number from 1 to 1000000000, got 0',
  ],
  [
    'a negative spread',
    { forcedPriceBound: { ...FILLABLE, spreadPpm: ratePpm(-1) } },
    'forcedPriceBound.spreadPpm: must be a whole number from 0 to 1000000000, got -1',
  ],
  [
    'a deviation of everything',
    { bankruptcyDeviationPpmMax: ratePpm(1_000_000) },
    'bankruptcyDeviationPpmMax: must be a whole number from 0 to 999999, got 1000000',
  ],
  [
    'a backstop above maintenance',
    { backstopPpm: ratePpm(1_000_001) },
    'backstopPpm: must be a whole number of parts per million from 0 to 1000000, got 1000001',
  ],
  [
    'a negative inventory',
    { insuranceInventoryPpmMax: ratePpm(-1) },
    'insuranceInventoryPpmMax: must be a whole number from 0 to 1000000000, got -1',
  ],
  [
    'a drawdown that stops before it starts',
    { insuranceDrawdown: { ...DRAWDOWN, stopPpm: ratePpm(300_001) } },
    'insuranceDrawdown.stopPpm: must be a whole number from 0 to startPpm, got 300001',
  ],
  [
    'a drawdown of nothing',
    { insuranceDrawdown: { ...DRAWDOWN, startPpm: ratePpm(0), stopPpm: ratePpm(0) } },
    'insuranceDrawdown.startPpm: must be a whole number from 1 to 1000000, got 0',
  ],
  [
    'a drawdown without a window',
    { insuranceDrawdown: { ...DRAWDOWN, windowMs: 0 } },
    'insuranceDrawdown.windowMs: must be a whole number from 1 to 604800000, got 0',
  ],
];

test.each(faults)('%s is one fault, said in one line', (_name, change, line) => {
  expect(validateMarketRules({ ...sound, ...change })).toEqual([line]);
});

test('every flag must be one', () => {
  const flags = Object.entries(sound).filter(([, value]) => typeof value === 'boolean');
  expect(flags.length).toBeGreaterThan(0);
  for (const [field] of flags) {
    expect(validateMarketRules({ ...sound, [field]: undefined })).toEqual([
      `${field}: must be true or false, got undefined`,
    ]);
  }
});
