/**
 * Isolated positions in inverse contracts: the contract is worth a fixed amount of quote currency and is margined
 * and paid in the base coin. With `v = contract value / price` everything is linear in `1 / price`.
 */
import { type DecimalInput, decimalText, MarginDecimal } from './decimal.ts';
import { type ExplainTerm, Explanation } from './explanation.ts';
import type { MaintenanceBasis, PositionSide } from './margin-position.ts';

export interface InverseQuestion {
  readonly side: PositionSide;
  /** Size in quote currency, positive: 5,000 contracts of 1 USD are 5000. */
  readonly contractValue: DecimalInput;
  readonly entry: DecimalInput;
  readonly leverage: DecimalInput;
  /** Maintenance rate as a fraction. */
  readonly mmr: DecimalInput;
  /** In the base coin, on top of the margin that the leverage asks for; 0 when absent. */
  readonly extraMargin?: DecimalInput;
  readonly maintenanceBasis?: MaintenanceBasis;
}

/** Margins in the base coin, prices in quote currency; decimal strings, null where no price does it. */
export interface InverseReport {
  readonly initialMargin: string;
  /** At the entry price. */
  readonly maintenanceMargin: string;
  readonly liquidationPrice: string | null;
  readonly bankruptcyPrice: string | null;
  readonly explain: readonly ExplainTerm[];
}

interface Price {
  readonly name: string;
  readonly formula: string;
  readonly numerator: MarginDecimal;
  readonly denominator: MarginDecimal;
}

/** A short whose coins outweigh the contract gains without bound as the price rises: no price takes it. */
function explainPrice(
  { name, formula, numerator, denominator }: Price,
  explanation: Explanation,
): string | null {
  if (denominator.lte(0)) {
    explanation.stated(name, 'the margin covers the contract at any price', 'never');
    return null;
  }
  const price = numerator.div(denominator);
  explanation.derived(name, formula, price);
  return decimalText(price);
}

/**
 * Liquidation and bankruptcy price of an isolated inverse position, each term explained.
 *
 * Entry basis (Bybit): `Q / (v + s·(margin − maintenance))`. Mark basis (Kraken): `Q·(1 + s·m) / (v + s·margin)`.
 * Bankruptcy: `Q / (v + s·margin)`.
 */
export function explainInverseIsolated(question: InverseQuestion): InverseReport {
  const explanation = new Explanation();
  const sign = question.side === 'long' ? 1 : -1;
  const isOnEntry = question.maintenanceBasis === 'entry';
  const contractValue = new MarginDecimal(question.contractValue);
  const entry = new MarginDecimal(question.entry);
  const leverage = new MarginDecimal(question.leverage);
  const rate = new MarginDecimal(question.mmr);
  const extraMargin = new MarginDecimal(question.extraMargin ?? 0);
  const value = contractValue.div(entry);
  const initialMargin = value.div(leverage);
  const margin = initialMargin.add(extraMargin);
  const maintenance = value.mul(rate);

  explanation.given('side', sign === 1 ? '1 for a long' : '−1 for a short', new MarginDecimal(sign));
  explanation.given('contract value', 'contractValue', contractValue);
  explanation.given('entry price', 'entry', entry);
  explanation.given('leverage', 'leverage', leverage);
  explanation.given('maintenance rate', 'mmr', rate);
  explanation.given('extra margin', 'extraMargin', extraMargin);
  explanation.derived('position value', 'contract value ÷ entry price', value);
  explanation.derived('initial margin', 'position value ÷ leverage', initialMargin);
  explanation.derived('isolated margin', 'initial margin + extra margin', margin);
  explanation.derived('maintenance margin', 'position value × maintenance rate', maintenance);
  const backed = value.add(margin.mul(sign));
  const liquidationPrice = explainPrice(
    isOnEntry
      ? {
          name: 'liquidation price',
          formula: 'contract value ÷ (position value + side × (isolated margin − maintenance margin))',
          numerator: contractValue,
          denominator: backed.sub(maintenance.mul(sign)),
        }
      : {
          name: 'liquidation price',
          formula:
            'contract value × (1 + side × maintenance rate) ÷ (position value + side × isolated margin)',
          numerator: contractValue.mul(rate.mul(sign).add(1)),
          denominator: backed,
        },
    explanation,
  );
  const bankruptcyPrice = explainPrice(
    {
      name: 'bankruptcy price',
      formula: 'contract value ÷ (position value + side × isolated margin)',
      numerator: contractValue,
      denominator: backed,
    },
    explanation,
  );
  return {
    initialMargin: decimalText(initialMargin),
    maintenanceMargin: decimalText(maintenance),
    liquidationPrice,
    bankruptcyPrice,
    explain: explanation.terms,
  };
}
