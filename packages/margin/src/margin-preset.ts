import {
  formatMicros,
  type InstrumentSpecification,
  type MarketRules,
  PPM,
  type RiskTier,
} from '@spillway/protocol';
import { MarginDecimal } from './decimal.ts';
import type { MaintenanceBasis } from './margin-position.ts';
import type { MarginRulesInput, RateInput, TierInput, WrittenRequest } from './margin-request.ts';

/** What the margin model needs of a venue: its rules, and risk tiers by symbol. */
export interface MarginPreset {
  readonly rules: MarginRulesInput;
  /** Of which notional an isolated position maintains; one in cross always at mark (rule M10). */
  readonly isolatedBasis: MaintenanceBasis;
  readonly tiers: Readonly<Record<string, readonly TierInput[]>>;
}

/** The presets that a request may name, and the one that holds where it names none. */
export interface PresetCatalogue {
  readonly presets: Readonly<Record<string, MarginPreset>>;
  readonly defaultName?: string;
}

function tierInput(tier: RiskTier): TierInput {
  return {
    floor: formatMicros(tier.notionalFloorMicros),
    mmr: new MarginDecimal(tier.maintenanceRatePpm).div(PPM).toFixed(),
    cum: formatMicros(tier.maintenanceAmountMicros),
  };
}

/** The part of a venue preset that the margin model reads; a `VenuePreset` fits as it is. */
export function marginPreset(venue: {
  readonly rules: Pick<MarketRules, 'isTriggerInclusive' | 'maintenanceBasis'>;
  readonly instruments: Readonly<Record<string, Pick<InstrumentSpecification, 'riskTiers'>>>;
}): MarginPreset {
  const tiers = Object.entries(venue.instruments).map(
    ([symbol, { riskTiers }]) => [symbol, riskTiers.map(tierInput)] as const,
  );
  return {
    rules: { trigger: venue.rules.isTriggerInclusive ? 'inclusive' : 'strict' },
    isolatedBasis: venue.rules.maintenanceBasis,
    tiers: Object.fromEntries(tiers),
  };
}

export type AppliedPreset =
  | { readonly isApplied: true; readonly request: WrittenRequest }
  | { readonly isApplied: false; readonly fault: string };

function withTiers<Rated extends RateInput & { readonly symbol: string }>(
  rated: Rated,
  preset: MarginPreset,
): Rated {
  const stated = [rated.mmr, rated.tiers, rated.leverageTiers];
  const hasOwnRate = stated.some((value) => (value ?? null) !== null);
  if (hasOwnRate || !Object.hasOwn(preset.tiers, rated.symbol)) return rated;
  return { ...rated, tiers: preset.tiers[rated.symbol] };
}

/** Stated values over those of the preset; null says nothing. */
function mergedRules(preset: MarginRulesInput, stated: MarginRulesInput): MarginRulesInput {
  const said = Object.entries(stated).filter(([key, value]) => key !== 'preset' && (value ?? null) !== null);
  return { ...preset, ...Object.fromEntries(said) };
}

/** One basis for the positions of a request; null where the venue has two for them. */
function basisOf({ positions }: WrittenRequest, { isolatedBasis }: MarginPreset): MaintenanceBasis | null {
  const bases = new Set(positions.map(({ mode }) => (mode === 'isolated' ? isolatedBasis : 'mark')));
  if (bases.size > 1) return null;
  return bases.has('entry') ? 'entry' : 'mark';
}

/**
 * Replaces the name of a preset by what it says, so that the request stands for itself: rules one by one, tiers
 * with every position and order that has none of its own.
 */
export function applyPreset(request: WrittenRequest, catalogue: PresetCatalogue): AppliedPreset {
  const stated: MarginRulesInput =
    typeof request.rules === 'string' ? { preset: request.rules } : (request.rules ?? {});
  const name = stated.preset ?? catalogue.defaultName;
  if (name === undefined) return { isApplied: true, request };
  const preset = Object.hasOwn(catalogue.presets, name) ? catalogue.presets[name] : undefined;
  if (preset === undefined) {
    const known = Object.keys(catalogue.presets).join(', ') || 'none is known here';
    return { isApplied: false, fault: `rules: expected a preset (${known}), got ${JSON.stringify(name)}` };
  }
  const basis = basisOf(request, preset);
  if (basis === null && (stated.maintenanceBasis ?? null) === null) {
    const fault = `positions: expected one margin mode: ${name} takes maintenance of entry where it is isolated, at mark in cross`;
    return { isApplied: false, fault };
  }
  const rules = mergedRules({ ...preset.rules, maintenanceBasis: basis }, stated);
  // The tiers of a venue are in its quote currency; they say nothing about contracts that are margined in coin.
  if (rules.contract === 'inverse') return { isApplied: true, request: { ...request, rules } };
  return {
    isApplied: true,
    request: {
      ...request,
      rules,
      positions: request.positions.map((position) => withTiers(position, preset)),
      orders: request.orders?.map((order) => withTiers(order, preset)),
    },
  };
}
