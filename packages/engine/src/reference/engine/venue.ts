/** Rules, instruments and shocks. */
import {
  type ListInstrument,
  type MarketRules,
  type RecordShock,
  type RejectCode,
  type SetMarketRules,
  validateInstrument,
  validateMarketRules,
} from '@spillway/protocol';
import { positionLotsMax } from './contract.ts';
import { ZERO } from './exact.ts';
import { emptyTreasury, type Instrument, type Market } from './market.ts';
import { emptyHolding } from './transfers.ts';

const SHOCK_LABEL_LENGTH_MAX = 80;

/** The instruments that are listed settle in an asset of these rules, at the same place, and fit the rest of them. */
function keepsInstruments(market: Market, rules: MarketRules): boolean {
  return market.instruments.every(
    ({ specification, assetId }) =>
      rules.assets[assetId]?.symbol === specification.settlementAsset &&
      validateInstrument(specification, rules).length === 0,
  );
}

export function setMarketRules(market: Market, command: SetMarketRules): RejectCode | null {
  const { rules } = command;
  const isValid = validateMarketRules(rules).length === 0 && keepsInstruments(market, rules);
  if (market.accounts.length > 0 || !isValid) return 'RULES_INVALID';
  market.rules = rules;
  // Contributions that the fund has had stay with the assets that remain.
  while (market.treasuries.length < rules.assets.length) market.treasuries.push(emptyTreasury());
  market.outlet.emit('marketRulesSet', 0, { rules });
  return null;
}

/** The first funding is at the first whole multiple of the interval after the listing (rule F4). */
function firstFundingMs(specification: Instrument['specification'], nowMs: number): number {
  if (specification.funding === null) return 0;
  const { intervalMs } = specification.funding;
  return (Math.floor(nowMs / intervalMs) + 1) * intervalMs;
}

export function listInstrument(market: Market, command: ListInstrument): RejectCode | null {
  const { specification } = command;
  if (validateInstrument(specification, market.rules).length > 0) return 'INSTRUMENT_INVALID';
  if (positionLotsMax(specification) < specification.sizeLotsMin) return 'INSTRUMENT_INVALID';
  const assetId = market.rules.assets.findIndex(({ symbol }) => symbol === specification.settlementAsset);
  if (assetId === -1) return 'ASSET_UNKNOWN';
  const isListed = market.instruments.some(
    ({ specification: { symbol } }) => symbol === specification.symbol,
  );
  if (isListed) return 'INSTRUMENT_EXISTS';
  const instrument: Instrument = {
    id: market.instruments.length,
    specification,
    assetId,
    markTicks: 0,
    previousMarkTicks: 0,
    indexTicks: 0,
    lastTicks: 0,
    markSequence: 0,
    lastSequence: 0,
    lookedMarkTicks: 0,
    lookedLastTicks: 0,
    inventoryLots: 0,
    inventoryCostMicros: ZERO,
    halt: null,
    referenceTicks: 0,
    referenceSetMs: 0,
    marks: [],
    basis: null,
    premiumsPpb: [],
    lastRatePpb: ZERO,
    nextFundingMs: firstFundingMs(specification, market.outlet.nowMs),
  };
  market.instruments.push(instrument);
  for (const account of market.accounts) account.holdings.push(emptyHolding(account, instrument));
  market.outlet.emit('instrumentListed', 0, { instrumentId: instrument.id, specification });
  return null;
}

export function recordShock(market: Market, command: RecordShock): RejectCode | null {
  const label = command.label.slice(0, SHOCK_LABEL_LENGTH_MAX);
  market.shocks.push(market.outlet.emit('shockRecorded', 0, { label }));
  return null;
}
