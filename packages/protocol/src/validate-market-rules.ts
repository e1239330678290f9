import type {
  DrawdownRule,
  ForcedPriceBound,
  MarketRules,
  PartialRule,
  SettlementAsset,
} from './market-rules.ts';
import { PPM } from './units.ts';
import {
  amountFault,
  choiceFault,
  type Fault,
  foundFaults,
  integerFault,
  shareFault,
  spanFault,
  symbolFault,
} from './validate-values.ts';

/** Bounds of what a venue may state, so that a typing error is caught and every product keeps its digits. */
const ASSET_COUNT_MAX = 16;
const ASSET_DECIMALS_MAX = 12;
/** A thousand times: inventory over the fund's equity, spread over a maintenance rate. */
const MULTIPLE_PPM_MAX = 1_000 * PPM;

type ChoiceField = {
  [Field in keyof MarketRules]: MarketRules[Field] extends string ? Field : never;
}[keyof MarketRules];
type FlagField = {
  [Field in keyof MarketRules]: MarketRules[Field] extends boolean ? Field : never;
}[keyof MarketRules];

/** What each rule that is a choice may say. */
const CHOICES: { readonly [Field in ChoiceField]: readonly MarketRules[Field][] } = {
  maintenanceBasis: ['mark', 'entry'],
  hedgeInitialMargin: ['both-legs', 'larger-leg'],
  isolatedRemovalFloor: ['initial', 'initial-or-tenth'],
  marginModeScope: ['instrument', 'account'],
  marginModeChange: ['when-flat', 'when-covered'],
  leverageLowering: ['when-covered', 'not-when-isolated'],
  amendKeepsPriority: ['when-only-reduced', 'never'],
  orderCancelScope: ['scope', 'account', 'none'],
  leftover: ['user', 'fund'],
  closeOutScope: ['largest-loss-first', 'whole-account'],
  deleveragingRanking: ['profit-and-leverage', 'profit-and-margin-ratio', 'gain-and-leverage', 'rotation'],
  deleveragingPrice: ['bankruptcy', 'mark', 'previous-mark'],
};

const FLAGS: readonly FlagField[] = [
  'isClosingFeeInMaintenance',
  'isHedgeModeOffered',
  'isLeverageChosen',
  'isTriggerInclusive',
  'isHedgeNetted',
  'isPartialFillOrKill',
];

function choiceFaults(rules: MarketRules): Fault[] {
  return Object.entries(CHOICES).map(([field, choices]) =>
    choiceFault(field, rules[field as ChoiceField], choices),
  );
}

function flagFaults(rules: MarketRules): Fault[] {
  return FLAGS.map(
    (field) =>
      typeof rules[field] !== 'boolean' &&
      `${field}: must be true or false, got ${JSON.stringify(rules[field])}`,
  );
}

function assetFaults(assets: readonly SettlementAsset[]): Fault[] {
  if (assets.length === 0 || assets.length > ASSET_COUNT_MAX) {
    return [`assets: must hold 1 to ${ASSET_COUNT_MAX} assets, got ${assets.length}`];
  }
  const symbols = assets.map(({ symbol }) => symbol);
  return assets.flatMap(({ symbol, decimals }, index) => [
    symbolFault(`assets[${index}].symbol`, symbol),
    symbols.indexOf(symbol) !== index && `assets[${index}].symbol: must not be there twice, got "${symbol}"`,
    integerFault(`assets[${index}].decimals`, decimals, { min: 0, max: ASSET_DECIMALS_MAX }),
  ]);
}

/** More than nothing, at most all. */
const SLICE = { min: 1, max: PPM };

function partialFaults(partial: PartialRule): Fault[] {
  switch (partial.kind) {
    case 'none':
    case 'tier-by-tier':
      return [];
    case 'restore-margin':
      return [
        amountFault('partial.thresholdMicros', partial.thresholdMicros),
        integerFault('partial.slicePpm', partial.slicePpm, SLICE),
      ];
    case 'slice':
      return [
        amountFault('partial.thresholdMicros', partial.thresholdMicros),
        integerFault('partial.slicePpm', partial.slicePpm, SLICE),
        spanFault('partial.coolDownMs', partial.coolDownMs),
      ];
    case 'block-cap':
      return [
        integerFault('partial.sharePpm', partial.sharePpm, SLICE),
        amountFault('partial.notionalMinMicros', partial.notionalMinMicros),
        (!Number.isSafeInteger(partial.notionalMaxMicros) ||
          partial.notionalMaxMicros < Math.max(partial.notionalMinMicros, 1)) &&
          `partial.notionalMaxMicros: must be a whole number from 1 up and not below notionalMinMicros, got ${partial.notionalMaxMicros}`,
        spanFault('partial.blockMs', partial.blockMs),
      ];
    default:
      return [unknownKind('partial', partial)];
  }
}

function boundFaults(bound: ForcedPriceBound): Fault[] {
  switch (bound.kind) {
    case 'bankruptcy':
    case 'band':
      return [];
    case 'fillable':
      return [
        integerFault('forcedPriceBound.adjustmentPpm', bound.adjustmentPpm, {
          min: 1,
          max: MULTIPLE_PPM_MAX,
        }),
        integerFault('forcedPriceBound.spreadPpm', bound.spreadPpm, { min: 0, max: MULTIPLE_PPM_MAX }),
      ];
    default:
      return [unknownKind('forcedPriceBound', bound)];
  }
}

/** A kind that no type allows, but a journal from elsewhere may hold. */
function unknownKind(name: string, rule: never): Fault {
  return `${name}.kind: must be a kind of the protocol, got ${JSON.stringify((rule as { kind?: unknown }).kind)}`;
}

function drawdownFaults(drawdown: DrawdownRule | null): Fault[] {
  if (drawdown === null) return [];
  const { windowMs, startPpm, stopPpm } = drawdown;
  return [
    spanFault('insuranceDrawdown.windowMs', windowMs),
    integerFault('insuranceDrawdown.startPpm', startPpm, SLICE),
    (!Number.isSafeInteger(stopPpm) || stopPpm < 0 || stopPpm > startPpm) &&
      `insuranceDrawdown.stopPpm: must be a whole number from 0 to startPpm, got ${stopPpm}`,
  ];
}

/**
 * Every contradiction in the rules of a market, one line each: where, what was expected, what came. An empty list
 * says that a market can be opened with them. Never throws for values out of range.
 */
export function validateMarketRules(rules: MarketRules): readonly string[] {
  return foundFaults([
    ...assetFaults(rules.assets),
    ...choiceFaults(rules),
    ...flagFaults(rules),
    ...partialFaults(rules.partial),
    ...boundFaults(rules.forcedPriceBound),
    integerFault('bankruptcyDeviationPpmMax', rules.bankruptcyDeviationPpmMax, { min: 0, max: PPM - 1 }),
    shareFault('backstopPpm', rules.backstopPpm),
    integerFault('insuranceInventoryPpmMax', rules.insuranceInventoryPpmMax, {
      min: 0,
      max: MULTIPLE_PPM_MAX,
    }),
    ...drawdownFaults(rules.insuranceDrawdown),
  ]);
}
