import { MarginDecimal } from './decimal.ts';
import { Explanation } from './explanation.ts';
import { type LiquidationAnswer, solveBankruptcyPrice, solveLiquidationPrice } from './liquidation-price.ts';
import { type MaintenanceTier, tierAt } from './maintenance-tiers.ts';
import { type MarginPosition, marginNotional, signOf, unrealisedProfit } from './margin-position.ts';
import { effectiveTable, explainBacking, maintenanceOf, type PositionBacking } from './position-backing.ts';
import type { MarginAccount, MarginRules } from './resolve-request.ts';

/** The figures of one position, unrounded, with the calculation behind them. */
export interface PositionFigures {
  readonly position: MarginPosition;
  readonly initialMargin: MarginDecimal | null;
  readonly maintenanceMargin: MarginDecimal;
  /** Of the bucket for isolated, of the whole cross account for cross. */
  readonly equity: MarginDecimal;
  /** Maintenance that this equity must cover: of the position, or of all cross positions. */
  readonly maintenanceCovered: MarginDecimal;
  /** Null when equity is not positive. */
  readonly marginRatio: MarginDecimal | null;
  readonly liquidation: LiquidationAnswer;
  readonly bankruptcyPrice: MarginDecimal | null;
  readonly explanation: Explanation;
}

/** A position on its way through the calculation. */
interface Subject {
  readonly position: MarginPosition;
  readonly rules: MarginRules;
  readonly explanation: Explanation;
  readonly backing: PositionBacking;
}

function explainGivens(position: MarginPosition, rules: MarginRules, explanation: Explanation): void {
  const { quantity, entryPrice, markPrice, leverage, side } = position;
  explanation.given(
    'side',
    side === 'long' ? '1 for a long' : '−1 for a short',
    new MarginDecimal(signOf(position)),
  );
  explanation.given('quantity', 'qty', quantity);
  explanation.given('entry price', 'entry', entryPrice);
  explanation.given('mark price', 'mark', markPrice);
  if (leverage !== null) explanation.given('leverage', 'leverage', leverage);
  const notional = marginNotional(position, rules.maintenanceBasis);
  const reference = rules.maintenanceBasis === 'mark' ? 'mark price' : 'entry price';
  explanation.derived('notional', `quantity × ${reference}`, notional);
  explanation.derived(
    'unrealised profit',
    'side × quantity × (mark price − entry price)',
    unrealisedProfit(position),
  );
  if (leverage !== null) explanation.derived('initial margin', 'notional ÷ leverage', notional.div(leverage));
}

/** Where a rate or an amount is from: the request, or the tier that holds the notional. */
function tierOrigin(position: MarginPosition, tier: MaintenanceTier, stated: 'mmr' | 'cum'): string {
  if (!position.isRateStated) return `tier above a notional of ${tier.floor.toFixed()}`;
  const isBelowAmount = position.tiers.length > 1 && tier.floor.isZero();
  return isBelowAmount ? 'no maintenance below a notional of cum ÷ mmr' : stated;
}

/** The maintenance rate of the formulas; with a closing fee it is the sum of two. */
const rateFormula = (rules: MarginRules, rate: string): string =>
  rules.closingFee.gt(0) ? `(${rate} + closing fee rate)` : rate;

function explainMaintenance(position: MarginPosition, rules: MarginRules, explanation: Explanation): void {
  const notional = marginNotional(position, rules.maintenanceBasis);
  const tier = tierAt(position.tiers, notional);
  explanation.given('maintenance rate', tierOrigin(position, tier, 'mmr'), tier.rate);
  explanation.given('maintenance amount', tierOrigin(position, tier, 'cum'), tier.amount);
  if (rules.closingFee.gt(0)) explanation.given('closing fee rate', 'rules', rules.closingFee);
  explanation.derived(
    'maintenance margin',
    `notional × ${rateFormula(rules, 'maintenance rate')} − maintenance amount`,
    maintenanceOf(position, rules),
  );
}

function explainRatio(
  { backing, explanation }: Subject,
  equity: MarginDecimal,
  maintenanceCovered: MarginDecimal,
): MarginDecimal | null {
  explanation.derived('equity', `${backing.equityFormula} + unrealised profit`, equity);
  if (!equity.gt(0)) {
    explanation.stated('margin ratio', 'the equity is not positive', 'none');
    return null;
  }
  const marginRatio = maintenanceCovered.div(equity);
  explanation.derived('margin ratio', `${backing.coveredFormula} ÷ equity`, marginRatio);
  return marginRatio;
}

const NEVER_BECAUSE = 'at a price of 0 the equity still covers the maintenance of the account';
const ALWAYS_BECAUSE = 'even at a price of 0 the equity does not cover the maintenance of the account';

/** The formula for the mark basis, naming rate and amount anew where another tier holds at the price. */
function markBasisFormula({ position, rules, explanation, backing }: Subject, price: MarginDecimal): string {
  const tier = tierAt(position.tiers, position.quantity.mul(price));
  const tierNow = tierAt(position.tiers, marginNotional(position, 'mark'));
  const isSameTier = tier === tierNow;
  if (!isSameTier) {
    explanation.given('maintenance rate there', tierOrigin(position, tier, 'mmr'), tier.rate);
    explanation.given('maintenance amount there', tierOrigin(position, tier, 'cum'), tier.amount);
  }
  const there = isSameTier ? '' : ' there';
  const rate = rateFormula(rules, `maintenance rate${there}`);
  return (
    `(${backing.backingTerm} − side × quantity × entry price + maintenance amount${there}) ÷ ` +
    `(quantity × ${rate} − side × quantity)`
  );
}

function explainLiquidationPrice(subject: Subject): LiquidationAnswer {
  const { position, rules, explanation, backing } = subject;
  const answer = solveLiquidationPrice({
    position,
    backing: backing.equityBehind.sub(backing.maintenanceOfOthers),
    basis: rules.maintenanceBasis,
    table: effectiveTable(position, rules),
  });
  if (answer.kind !== 'price') {
    const because = answer.kind === 'never' ? NEVER_BECAUSE : ALWAYS_BECAUSE;
    explanation.stated('liquidation price', because, answer.kind);
    return answer;
  }
  const formula =
    rules.maintenanceBasis === 'mark'
      ? markBasisFormula(subject, answer.price)
      : `entry price − side × (${backing.backingTerm} − maintenance margin) ÷ quantity`;
  explanation.derived('liquidation price', formula, answer.price);
  return answer;
}

/**
 * Where the margin behind the position is used up. Isolated or alone in cross: all of its equity. Beside others
 * in cross: its share of the account's equity in proportion to maintenance, as dYdX v4 shares it and the engine
 * closes it out; all of it where nothing asks maintenance.
 */
function explainBankruptcyPrice(
  { position, explanation, backing }: Subject,
  equity: MarginDecimal,
  ownMaintenance: MarginDecimal,
): MarginDecimal | null {
  const covered = ownMaintenance.add(backing.maintenanceOfOthers);
  const isShared = backing.maintenanceOfOthers.gt(0);
  const margin = isShared ? equity.mul(ownMaintenance).div(covered) : equity;
  if (isShared) {
    const formula = `equity × maintenance margin ÷ ${backing.coveredFormula}`;
    explanation.derived('margin behind', formula, margin);
  }
  const price = solveBankruptcyPrice(position, margin);
  if (price === null) {
    explanation.stated('bankruptcy price', 'no positive price uses the margin up', 'never');
  } else {
    const term = isShared ? 'margin behind' : 'equity';
    explanation.derived('bankruptcy price', `mark price − side × ${term} ÷ quantity`, price);
  }
  return price;
}

/** Works out one position of an account: margins, ratio, liquidation and bankruptcy price, each with its terms. */
export function explainPosition(position: MarginPosition, account: MarginAccount): PositionFigures {
  const { rules } = account;
  const explanation = new Explanation();
  explainGivens(position, rules, explanation);
  explainMaintenance(position, rules, explanation);
  const backing = explainBacking(position, account, explanation);
  const subject: Subject = { position, rules, explanation, backing };
  const equity = backing.equityBehind.add(unrealisedProfit(position));
  const ownMaintenance = maintenanceOf(position, rules);
  const maintenanceCovered = ownMaintenance.add(backing.maintenanceOfOthers);
  const notional = marginNotional(position, rules.maintenanceBasis);
  return {
    position,
    initialMargin: position.leverage === null ? null : notional.div(position.leverage),
    maintenanceMargin: ownMaintenance,
    equity,
    maintenanceCovered,
    marginRatio: explainRatio(subject, equity, maintenanceCovered),
    liquidation: explainLiquidationPrice(subject),
    bankruptcyPrice: explainBankruptcyPrice(subject, equity, ownMaintenance),
    explanation,
  };
}
