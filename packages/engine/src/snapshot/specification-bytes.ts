import {
  type InstrumentSpecification,
  type MarketRules,
  priceTicks,
  quoteMicros,
  type RiskTier,
  ratePpm,
  sizeLots,
} from '@spillway/protocol';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

export function writeRules(writer: ByteWriter, rules: MarketRules): void {
  writer.flag(rules.isTriggerInclusive);
  writer.flag(rules.leftover === 'fund');
  writer.flag(rules.closeOutScope === 'whole-account');
  writer.integer(rules.partialThresholdMicros);
  writer.integer(rules.partialSlicePpm);
  writer.integer(rules.insuranceInventoryPpmMax);
}

export function readRules(reader: ByteReader): MarketRules {
  return {
    isTriggerInclusive: reader.flag(),
    leftover: reader.flag() ? 'fund' : 'user',
    closeOutScope: reader.flag() ? 'whole-account' : 'largest-loss-first',
    partialThresholdMicros: quoteMicros(reader.integer()),
    partialSlicePpm: ratePpm(reader.integer()),
    insuranceInventoryPpmMax: ratePpm(reader.integer()),
  };
}

function writeTier(writer: ByteWriter, tier: RiskTier): void {
  writer.integer(tier.notionalFloorMicros);
  writer.integer(tier.maintenanceRatePpm);
  writer.integer(tier.maintenanceAmountMicros);
  writer.integer(tier.leverageMax);
}

function readTier(reader: ByteReader): RiskTier {
  return {
    notionalFloorMicros: quoteMicros(reader.integer()),
    maintenanceRatePpm: ratePpm(reader.integer()),
    maintenanceAmountMicros: quoteMicros(reader.integer()),
    leverageMax: reader.integer(),
  };
}

export function writeSpecification(writer: ByteWriter, specification: InstrumentSpecification): void {
  writer.text(specification.symbol);
  writer.text(specification.tickSize);
  writer.text(specification.lotSize);
  writer.integer(specification.microsPerTickLot);
  writer.integer(specification.sizeLotsMin);
  writer.integer(specification.sizeLotsMax);
  writer.integer(specification.priceTicksMax);
  writer.integer(specification.priceBandPpm);
  writer.integer(specification.makerFeePpm);
  writer.integer(specification.takerFeePpm);
  writer.integer(specification.liquidationFeePpm);
  writer.word(specification.riskTiers.length);
  for (const tier of specification.riskTiers) writeTier(writer, tier);
}

export function readSpecification(reader: ByteReader): InstrumentSpecification {
  const head = {
    symbol: reader.text(),
    tickSize: reader.text(),
    lotSize: reader.text(),
    microsPerTickLot: reader.integer(),
    sizeLotsMin: sizeLots(reader.integer()),
    sizeLotsMax: sizeLots(reader.integer()),
    priceTicksMax: priceTicks(reader.integer()),
    priceBandPpm: ratePpm(reader.integer()),
    makerFeePpm: ratePpm(reader.integer()),
    takerFeePpm: ratePpm(reader.integer()),
    liquidationFeePpm: ratePpm(reader.integer()),
  };
  const riskTiers = Array.from({ length: reader.count() }, () => readTier(reader));
  return { ...head, riskTiers };
}
