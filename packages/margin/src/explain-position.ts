import { MarginDecimal } from './decimal.ts';
import { Explanation } from './explanation.ts';
import { liquidationFormula, type TierWords } from './liquidation-formula.ts';
import {
  type Leg,
  type LiquidationAnswer,
  netDirection,
  solveBankruptcyPrice,
  solveLiquidationPrice,
} from './liquidation-price.ts';
import { type MaintenanceTier, tierAt } from './maintenance-tiers.ts';
import { type MarginPosition, marginNotional, signOf, unrealisedProfit, valueAt } from './margin-position.ts';
import { effectiveTable, explainBacking, maintenanceOf, type PositionBacking } from './position-backing.ts';
import type { MarginAccount, MarginRules } from './resolve-request.ts';

/** The figures of one position, unrounded, with the calculation behind them. */
export interface PositionFigures {
  readonly position: MarginPosition;
  readonly notional: MarginDecimal;
  readonly initialMargin: MarginDecimal | null;
  readonly maintenanceMargin: MarginDecimal;
  /** Of the bucket for isolated, of the whole cross account for cross. */
  readonly equity: MarginDecimal;
  /** Maintenance that this equity must cover: of the position, or of all cross positions and orders. */
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

function explainSize({ quantity, multiplier }: MarginPosition, explanation: Explanation): void {
  if (multiplier.eq(1)) {
    explanation.given('quantity', 'qty', quantity);
    return;
  }
  explanation.given('contracts', 'qty', quantity.div(multiplier));
  explanation.given('multiplier', 'multiplier', multiplier);
  explanation.derived('quantity', 'contracts × multiplier', quantity);
}

function explainGivens(position: MarginPosition, rules: MarginRules, explanation: Explanation): void {
  const { entryPrice, markPrice, leverage, side } = position;
  const isLinear = position.contract === 'linear';
  const sideText = side === 'long' ? '1 for a long' : '−1 for a short';
  explanation.given('side', sideText, new MarginDecimal(signOf(position)));
  explainSize(position, explanation);
  explanation.given('entry price', 'entry', entryPrice);
  explanation.given('mark price', 'mark', markPrice);
  if (leverage !== null) explanation.given('leverage', 'leverage', leverage);
  const notional = marginNotional(position, rules.maintenanceBasis);
  const reference = rules.maintenanceBasis === 'mark' ? 'mark price' : 'entry price';
  explanation.derived('notional', `quantity ${isLinear ? '×' : '÷'} ${reference}`, notional);
  explanation.derived(
    'unrealised profit',
    isLinear
      ? 'side × quantity × (mark price − entry price)'
      : 'side × quantity × (1 ÷ entry price − 1 ÷ mark price)',
    unrealisedProfit(position),
  );
  if (leverage !== null) explanation.derived('initial margin', 'notional ÷ leverage', notional.div(leverage));
}

/** Where a rate or an amount is from: the request, or the tier that holds the notional. */
function tierOrigin(position: MarginPosition, tier: MaintenanceTier, stated: 'mmr' | 'cum'): string {
  if (!position.isRateStated) return `tier above a notional of ${tier.floor.toFixed()}`;
  const isBelowAmount = tier.rate.isZero() && position.tiers.length > 1;
  return isBelowAmount ? 'no maintenance below cum ÷ mmr' : stated;
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

/** Why there is no price, in the words of the position. */
function noPriceReason(kind: 'never' | 'always', legs: readonly [Leg, ...Leg[]]): string {
  const { contract } = legs[0].position;
  if (kind === 'always') {
    return contract === 'linear'
      ? 'even at a price of 0 the equity does not cover the maintenance of the account'
      : 'at no price does the equity cover the maintenance of the account';
  }
  if (contract === 'linear' && netDirection(legs).gt(0)) {
    return 'at a price of 0 the equity still covers the maintenance of the account';
  }
  return 'however the price moves, the equity covers the maintenance of the account';
}

/** Rate and amount at the price; they are named anew where another tier holds there than at the mark. */
function tierWordsAt(
  { rules, explanation, position: subject }: Subject,
  leg: MarginPosition,
  price: MarginDecimal,
): TierWords {
  const isSubject = leg === subject;
  const tier = tierAt(leg.tiers, valueAt(leg, price));
  const isSameTier = tier === tierAt(leg.tiers, marginNotional(leg, 'mark'));
  const where = isSubject ? (isSameTier ? '' : ' there') : ' of the other leg there';
  if (where !== '') {
    explanation.given(`maintenance rate${where}`, tierOrigin(leg, tier, 'mmr'), tier.rate);
    explanation.given(`maintenance amount${where}`, tierOrigin(leg, tier, 'cum'), tier.amount);
  }
  return { rate: rateFormula(rules, `maintenance rate${where}`), amount: `maintenance amount${where}` };
}

/** The answer with its formula, term by term. */
function explainLiquidationPrice(subject: Subject): LiquidationAnswer {
  const { position, rules, explanation, backing } = subject;
  const basis = rules.maintenanceBasis;
  const legOf = (each: MarginPosition): Leg => ({ position: each, table: effectiveTable(each, rules) });
  const { otherLeg } = backing;
  const legs: [Leg, ...Leg[]] = otherLeg === null ? [legOf(position)] : [legOf(position), legOf(otherLeg)];
  const answer = solveLiquidationPrice({ legs, backing: backing.fixedBacking, basis });
  if (answer.kind !== 'price') {
    explanation.stated('liquidation price', noPriceReason(answer.kind, legs), answer.kind);
    return answer;
  }
  const noTiers: TierWords = { rate: '', amount: '' };
  const wordsOf = (leg: MarginPosition): TierWords =>
    basis === 'mark' ? tierWordsAt(subject, leg, answer.price) : noTiers;
  const maintenance = `maintenance of ${position.symbol} ${otherLeg?.side}`;
  const formula = liquidationFormula(
    {
      position,
      backing: backing.backingTerm,
      own: wordsOf(position),
      other: otherLeg === null ? null : { ...wordsOf(otherLeg), maintenance },
    },
    basis,
  );
  explanation.derived('liquidation price', formula, answer.price);
  return answer;
}

/** The formula of `solveBankruptcyPrice`; `term` is the margin that the price uses up. */
function bankruptcyFormula(position: MarginPosition, term: string): string {
  if (position.contract === 'inverse') return `quantity ÷ (quantity ÷ mark price + side × ${term})`;
  if (position.coinMargin.isZero()) return `mark price − side × ${term} ÷ quantity`;
  return `mark price − ${term} ÷ (side × quantity + coin in the bucket)`;
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
    const formula = bankruptcyFormula(position, isShared ? 'margin behind' : 'equity');
    explanation.derived('bankruptcy price', formula, price);
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
    notional,
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
