/** The reference of the venue presets as Markdown, from the presets themselves. */
import {
  formatAmount,
  type InstrumentSpecification,
  type MarketRules,
  type QuoteMicros,
  quoteMicros,
  type SettlementAsset,
} from '@spillway/protocol';
import { VENUE_PRESETS, type VenuePreset } from '@spillway/venues';
import { VENUE_PARAMETERS } from './venue-parameters.ts';

const PRESETS = Object.values(VENUE_PRESETS);

/** `docs/reference/venues.md`, whole. */
export function venueReference(): string {
  const sections = [introduction(), rulesTable(), ...PRESETS.map(presetSection)];
  return `${sections.join('\n\n')}\n`;
}

function introduction(): string {
  return [
    '# Venue presets',
    '',
    'A preset is a venue as data: rules, instruments, and what it answers where the engine refuses. Each has a date, because',
    'venues change their tables; sources; and assumptions: what the venue does not publish, publishes otherwise than the rules',
    'can say, or what we could not confirm. What the rules mean exactly stands in',
    '[the engine’s specification](../../packages/engine/SPEC.md) under the numbers of the second column. A scenario chooses its',
    'venue by `venue.preset`.',
    '',
    'The refusals are a table to read by, and nothing more: engine, exchange and command line answer with the engine’s own',
    'codes, whatever the venue.',
    '',
    'This page is written by `node packages/scenarios/scripts/write-venues.ts`.',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n');
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|');
}

function code(text: string): string {
  return `\`${text}\``;
}

function grouped(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  const digits = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

const percentOfPpm = (ppm: number): string => `${grouped(formatAmount(quoteMicros(ppm), { decimals: 4 }))} %`;
const percentOfPpb = (ppb: number): string => `${formatAmount(quoteMicros(ppb), { decimals: 7 })} %`;

function amount(micros: QuoteMicros, asset: SettlementAsset): string {
  return `${grouped(formatAmount(micros, asset))} ${asset.symbol}`;
}

const SPANS: readonly (readonly [milliseconds: number, unit: string])[] = [
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
  [1, 'ms'],
];

function span(milliseconds: number): string {
  const [length, unit] = SPANS.find(([candidate]) => milliseconds % candidate === 0) ?? [1, 'ms'];
  return `${milliseconds / length} ${unit}`;
}

function rulesTable(): string {
  const rows = Object.entries(VENUE_PARAMETERS).map(([field, { rules, meaning }]) => [
    `${code(field)}: ${meaning}`,
    rules,
    ...PRESETS.map((preset) => ruleValue(preset, field as keyof MarketRules)),
  ]);
  return `## Rules\n\n${table(['parameter', 'rule', ...PRESETS.map(({ name }) => code(name))], rows)}`;
}

function ruleValue({ rules }: VenuePreset, field: keyof MarketRules): string {
  switch (field) {
    case 'assets':
      return rules.assets.map(({ symbol, decimals }) => `${symbol} (${decimals} decimals)`).join(', ');
    case 'partial':
      return partialText(rules);
    case 'forcedPriceBound':
      return boundText(rules);
    case 'insuranceDrawdown':
      return drawdownText(rules);
    case 'bankruptcyDeviationPpmMax':
    case 'backstopPpm':
      return rules[field] === 0 ? 'none' : percentOfPpm(rules[field]);
    case 'insuranceInventoryPpmMax':
      return percentOfPpm(rules.insuranceInventoryPpmMax);
    default: {
      const value = rules[field];
      return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
    }
  }
}

function firstAsset(rules: MarketRules): SettlementAsset {
  const [first] = rules.assets;
  if (first === undefined) throw new RangeError('a venue has an asset');
  return first;
}

function partialText(rules: MarketRules): string {
  const { partial } = rules;
  const asset = firstAsset(rules);
  switch (partial.kind) {
    case 'none':
    case 'tier-by-tier':
      return partial.kind;
    case 'restore-margin':
      return `${partial.kind}: above ${amount(partial.thresholdMicros, asset)}, at most ${percentOfPpm(partial.slicePpm)}`;
    case 'slice':
      return `${partial.kind}: above ${amount(partial.thresholdMicros, asset)} ${percentOfPpm(partial.slicePpm)}, then ${span(partial.coolDownMs)} nothing`;
    case 'block-cap':
      return `${partial.kind}: every ${span(partial.blockMs)} ${percentOfPpm(partial.sharePpm)}, from ${amount(partial.notionalMinMicros, asset)} to ${amount(partial.notionalMaxMicros, asset)}`;
  }
}

function boundText({ forcedPriceBound }: MarketRules): string {
  if (forcedPriceBound.kind !== 'fillable') return forcedPriceBound.kind;
  const { kind, adjustmentPpm, spreadPpm } = forcedPriceBound;
  return `${kind}: adjustment ${percentOfPpm(adjustmentPpm)}, spread ${percentOfPpm(spreadPpm)}`;
}

function drawdownText({ insuranceDrawdown }: MarketRules): string {
  if (insuranceDrawdown === null) return 'none';
  const { windowMs, startPpm, stopPpm } = insuranceDrawdown;
  return `more than ${percentOfPpm(startPpm)} below the peak of ${span(windowMs)}, until less than ${percentOfPpm(stopPpm)}`;
}

function presetSection(preset: VenuePreset): string {
  const instruments = Object.values(preset.instruments);
  const parts = [
    `## ${preset.name}`,
    `As of ${preset.date}. Sources:`,
    list(preset.sources),
    preset.assumptions.length === 0
      ? 'Assumptions: none, the house is its own venue.'
      : `Assumptions:\n\n${list(preset.assumptions.map(withCode))}`,
    `### Instruments of ${preset.name}`,
    instrumentTable(instruments, preset),
    fundingTable(instruments, preset),
    feeTierText(instruments),
    `### Risk tiers of ${preset.name}`,
    ...instruments.map((specification) => tierTable(specification, preset)),
    ...reasonParts(preset),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** The parameter that an assumption begins with, set as code. */
function withCode(assumption: string): string {
  const colon = assumption.indexOf(': ');
  return `${code(assumption.slice(0, colon))}${assumption.slice(colon)}`;
}

function assetOf({ settlementAsset }: InstrumentSpecification, { rules }: VenuePreset): SettlementAsset {
  return rules.assets.find(({ symbol }) => symbol === settlementAsset) ?? firstAsset(rules);
}

function instrumentTable(instruments: readonly InstrumentSpecification[], preset: VenuePreset): string {
  const head = [
    'instrument',
    'contract',
    'tick',
    'lot',
    'least order',
    'price band',
    'maker, taker',
    'liquidation fee',
    'mark',
  ];
  return table(
    head,
    instruments.map((specification) => [
      specification.symbol,
      `${specification.contractType}, in ${specification.settlementAsset}`,
      specification.tickSize,
      specification.lotSize,
      specification.notionalMinMicros === 0
        ? 'one lot'
        : amount(specification.notionalMinMicros, assetOf(specification, preset)),
      percentOfPpm(specification.priceBandPpm),
      `${percentOfPpm(specification.makerFeePpm)}, ${percentOfPpm(specification.takerFeePpm)}`,
      percentOfPpm(specification.liquidationFeePpm),
      specification.markMethod.kind === 'index'
        ? 'index'
        : `median, basis over ${span(specification.markMethod.basisWindowMs)}`,
    ]),
  );
}

function fundingTable(instruments: readonly InstrumentSpecification[], preset: VenuePreset): string {
  const rows = instruments.flatMap((specification) => {
    const { symbol, funding, openInterestScaling } = specification;
    if (funding === null) return [];
    const asset = assetOf(specification, preset);
    return [
      [
        symbol,
        span(funding.intervalMs),
        percentOfPpb(funding.interestPpb),
        funding.clampPpb === null ? 'none' : percentOfPpb(funding.clampPpb),
        percentOfPpb(funding.capPpb),
        String(funding.divisor),
        amount(funding.impactNotionalMicros, asset),
        funding.premiumWeights,
        openInterestScaling === null
          ? 'none'
          : `${amount(openInterestScaling.lowerMicros, asset)} to ${amount(openInterestScaling.upperMicros, asset)}`,
      ],
    ];
  });
  const head = [
    'funding of',
    'every',
    'interest',
    'clamp',
    'cap',
    'divided by',
    'impact notional',
    'weights',
    'margin rises with open interest',
  ];
  return rows.length === 0 ? '' : table(head, rows);
}

function feeTierText(instruments: readonly InstrumentSpecification[]): string {
  const tiers = instruments[0]?.feeTiers ?? [];
  if (tiers.length === 0) return '';
  const rows = tiers.map(({ makerFeePpm, takerFeePpm }, index) => [
    String(index + 1),
    percentOfPpm(makerFeePpm),
    percentOfPpm(takerFeePpm),
  ]);
  return table(['fee tier', 'maker', 'taker'], rows);
}

function tierTable(specification: InstrumentSpecification, preset: VenuePreset): string {
  const asset = assetOf(specification, preset);
  const rows = specification.riskTiers.map((tier) => [
    amount(tier.notionalFloorMicros, asset),
    percentOfPpm(tier.maintenanceRatePpm),
    `${tier.leverageMax}x`,
    amount(tier.maintenanceAmountMicros, asset),
  ]);
  return table([`${specification.symbol} above`, 'maintenance', 'leverage', 'less'], rows);
}

function reasonParts({ name, rejectReasons }: VenuePreset): readonly string[] {
  const rows = Object.entries(rejectReasons).map(([ours, { code: theirs, reason }]) => [
    code(ours),
    code(theirs),
    reason,
  ]);
  if (rows.length === 0) return [];
  return [`### Refusals of ${name}`, table(['refused with', 'code of the venue', 'its words'], rows)];
}
