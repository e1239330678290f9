import {
  type FundInsurance,
  instrumentId,
  type ListInstrument,
  type MarketRules,
  type RecordShock,
  type RejectCode,
  type SetMarketRules,
  validateInstrument,
  validateMarketRules,
} from '@spillway/protocol';
import { AMOUNT_MICROS_MAX } from './account/transfers.ts';
import { contractOf, positionLotsMax } from './contract/contract.ts';
import { changeFundCash } from './insurance/inventory-fill.ts';
import { addInstrument, assetOf, type Market, setRules, treasuryAt } from './market.ts';

const SHOCK_LABEL_LENGTH_MAX = 80;

/** Whether the instruments that are listed could be under these rules, each settling in its asset at the same place. */
function keepsInstruments(market: Market, rules: MarketRules): boolean {
  return market.instruments.every(
    ({ specification, assetId }) =>
      rules.assets[assetId]?.symbol === specification.settlementAsset &&
      validateInstrument(specification, rules).length === 0,
  );
}

export function setMarketRules(market: Market, command: SetMarketRules): RejectCode | null {
  const { rules } = command;
  if (market.accounts.count > 0 || validateMarketRules(rules).length > 0) return 'RULES_INVALID';
  if (!keepsInstruments(market, rules)) return 'RULES_INVALID';
  setRules(market, { ...rules });
  market.events.emit('marketRulesSet', 0, { rules: market.rules });
  return null;
}

export function listInstrument(market: Market, command: ListInstrument): RejectCode | null {
  const { specification } = command;
  if (validateInstrument(specification, market.rules).length > 0) return 'INSTRUMENT_INVALID';
  if (positionLotsMax(contractOf(specification)) < specification.sizeLotsMin) return 'INSTRUMENT_INVALID';
  if (market.instruments.some((listed) => listed.specification.symbol === specification.symbol)) {
    return 'INSTRUMENT_EXISTS';
  }
  const instrument = addInstrument(market, specification);
  market.events.emit('instrumentListed', 0, { instrumentId: instrumentId(instrument.id), specification });
  return null;
}

export function fundInsurance(market: Market, command: FundInsurance): RejectCode | null {
  const { amountMicros } = command;
  const assetId = assetOf(market, command.assetId);
  if (assetId === null) return 'ASSET_UNKNOWN';
  const treasury = treasuryAt(market, assetId);
  const isAmount = Number.isSafeInteger(amountMicros) && amountMicros > 0;
  if (!isAmount || treasury.fundCashMicros + amountMicros > AMOUNT_MICROS_MAX) return 'AMOUNT_INVALID';
  treasury.netDepositsMicros += BigInt(amountMicros);
  const change = { assetId, reason: 'contribution', deltaMicros: amountMicros } as const;
  changeFundCash(market, change, { causeSequence: 0, liquidationId: 0 });
  return null;
}

export function recordShock(market: Market, command: RecordShock): RejectCode | null {
  const label = command.label.slice(0, SHOCK_LABEL_LENGTH_MAX);
  market.chain.addShock(market.events.emit('shockRecorded', 0, { label }));
  return null;
}
