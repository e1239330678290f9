import { MarginDecimal, sumOf } from './decimal.ts';
import { Explanation } from './explanation.ts';
import {
  type LiquidationAnswer,
  type LiquidationQuestion,
  solveBankruptcyPrice,
  solveLiquidationPrice,
} from './liquidation-price.ts';
import {
  type MaintenanceTable,
  type MaintenanceTier,
  maintenanceMargin,
  tierAt,
  withAddedRate,
} from './maintenance-tiers.ts';
import { type MarginPosition, marginNotional, signOf, unrealisedProfit } from './margin-position.ts';
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

/** The tiers of a position with the closing fee that the rules ask to be left over. */
export function effectiveTable(position: MarginPosition, rules: MarginRules): MaintenanceTable {
  return withAddedRate(position.tiers, rules.closingFee);
}

/** Maintenance margin of a position where it stands, closing fee included. */
export function maintenanceOf(position: MarginPosition, rules: MarginRules): MarginDecimal {
  return maintenanceMargin(effectiveTable(position, rules), marginNotional(position, rules.maintenanceBasis));
}

/** Cash that backs the cross positions: the wallet without the isolated buckets. */
export function crossPool(account: MarginAccount): MarginDecimal {
  const buckets = account.positions.map(({ isolatedMargin }) => isolatedMargin ?? new MarginDecimal(0));
  return account.wallet.sub(sumOf(buckets));
}

/** What stands behind a position apart from itself, and how the explanation names it. */
interface Backing {
  /** Cash and profit of others; without it the position would be worth only itself. */
  readonly equityBehind: MarginDecimal;
  readonly maintenanceOfOthers: MarginDecimal;
  /** `equityBehind` and `maintenanceOfOthers` as sums of named terms; empty when there is no other. */
  readonly equityFormula: string;
  readonly maintenanceFormula: string;
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

function explainMaintenance(position: MarginPosition, rules: MarginRules, explanation: Explanation): void {
  const notional = marginNotional(position, rules.maintenanceBasis);
  const tier = tierAt(position.tiers, notional);
  explanation.given('maintenance rate', tierOrigin(position, tier, 'mmr'), tier.rate);
  explanation.given('maintenance amount', tierOrigin(position, tier, 'cum'), tier.amount);
  const hasFee = rules.closingFee.gt(0);
  if (hasFee) explanation.given('closing fee rate', 'rules', rules.closingFee);
  const rate = hasFee ? '(maintenance rate + closing fee rate)' : 'maintenance rate';
  explanation.derived(
    'maintenance margin',
    `notional × ${rate} − maintenance amount`,
    maintenanceOf(position, rules),
  );
}

function isolatedBacking(position: MarginPosition, bucket: MarginDecimal, explanation: Explanation): Backing {
  const { quantity, entryPrice, leverage } = position;
  const isFromLeverage = leverage !== null && quantity.mul(entryPrice).div(leverage).eq(bucket);
  if (isFromLeverage) {
    explanation.derived('isolated margin', 'quantity × entry price ÷ leverage', bucket);
  } else {
    explanation.given('isolated margin', 'margin', bucket);
  }
  const maintenanceOfOthers = new MarginDecimal(0);
  return {
    equityBehind: bucket,
    maintenanceOfOthers,
    equityFormula: 'isolated margin',
    maintenanceFormula: '',
  };
}

const signed = (position: MarginPosition): string => (position.side === 'long' ? '1' : '−1');

/** One term for the profit and one for the maintenance of another cross position, in plain numbers. */
function explainOther(other: MarginPosition, rules: MarginRules, explanation: Explanation): void {
  const { symbol, quantity, entryPrice, markPrice } = other;
  const tier = tierAt(effectiveTable(other, rules), marginNotional(other, rules.maintenanceBasis));
  const reference = rules.maintenanceBasis === 'mark' ? markPrice : entryPrice;
  explanation.derived(
    `profit of ${symbol}`,
    `${signed(other)} × ${quantity.toFixed()} × (${markPrice.toFixed()} − ${entryPrice.toFixed()})`,
    unrealisedProfit(other),
  );
  explanation.derived(
    `maintenance of ${symbol}`,
    `${quantity.toFixed()} × ${reference.toFixed()} × ${tier.rate.toFixed()} − ${tier.amount.toFixed()}`,
    maintenanceOf(other, rules),
  );
}

function crossBacking(position: MarginPosition, account: MarginAccount, explanation: Explanation): Backing {
  const pool = crossPool(account);
  explanation.given('wallet', 'wallet', account.wallet);
  explanation.given('isolated margins', 'sum over the isolated positions', account.wallet.sub(pool));
  explanation.derived('cross pool', 'wallet − isolated margins', pool);
  const others = account.positions.filter((other) => other.mode === 'cross' && other !== position);
  for (const other of others) explainOther(other, account.rules, explanation);
  return {
    equityBehind: pool.add(sumOf(others.map(unrealisedProfit))),
    maintenanceOfOthers: sumOf(others.map((other) => maintenanceOf(other, account.rules))),
    equityFormula: ['cross pool', ...others.map(({ symbol }) => `profit of ${symbol}`)].join(' + '),
    maintenanceFormula: others.map(({ symbol }) => `maintenance of ${symbol}`).join(' + '),
  };
}

/** Equity at the mark, the position's own maintenance, and all the maintenance that the equity must cover. */
interface CoveredEquity {
  readonly equity: MarginDecimal;
  readonly ownMaintenance: MarginDecimal;
  readonly maintenanceCovered: MarginDecimal;
}

const NEVER_BECAUSE = 'at a price of 0 the equity still covers the maintenance of the account';
const ALWAYS_BECAUSE = 'even at a price of 0 the equity does not cover the maintenance of the account';

function explainLiquidationPrice(
  question: LiquidationQuestion,
  rules: MarginRules,
  explanation: Explanation,
): LiquidationAnswer {
  const answer = solveLiquidationPrice(question);
  explanation.derived('backing', 'equity behind − maintenance of the others', question.backing);
  if (answer.kind !== 'price') {
    explanation.stated(
      'liquidation price',
      answer.kind === 'never' ? NEVER_BECAUSE : ALWAYS_BECAUSE,
      answer.kind,
    );
    return answer;
  }
  if (rules.maintenanceBasis === 'entry') {
    const formula = 'entry price − side × (backing − maintenance margin) ÷ quantity';
    explanation.derived('liquidation price', formula, answer.price);
    return answer;
  }
  const { tier } = answer;
  const withFee = rules.closingFee.gt(0) ? ' plus the closing fee rate' : '';
  const rateOrigin = `${tierOrigin(question.position, tier, 'mmr')}${withFee}`;
  explanation.given('maintenance rate there', rateOrigin, tier.rate);
  explanation.given('maintenance amount there', tierOrigin(question.position, tier, 'cum'), tier.amount);
  explanation.derived(
    'liquidation price',
    '(backing − side × quantity × entry price + maintenance amount there) ÷ ' +
      '(quantity × maintenance rate there − side × quantity)',
    answer.price,
  );
  return answer;
}

/**
 * Isolated: all of the bucket and its profit. Cross: the position's share of the account's equity in proportion
 * to maintenance, as dYdX v4 shares it and the engine closes it out; all of it where nothing asks maintenance.
 */
function explainMarginBehind(
  position: MarginPosition,
  { equity, ownMaintenance, maintenanceCovered }: CoveredEquity,
  explanation: Explanation,
): MarginDecimal {
  if (position.mode === 'isolated' || maintenanceCovered.isZero()) {
    explanation.derived('margin behind', 'equity', equity);
    return equity;
  }
  const share = equity.mul(ownMaintenance).div(maintenanceCovered);
  explanation.derived(
    'margin behind',
    'equity × maintenance margin ÷ (maintenance margin + maintenance of the others)',
    share,
  );
  return share;
}

function explainBankruptcyPrice(
  position: MarginPosition,
  covered: CoveredEquity,
  explanation: Explanation,
): MarginDecimal | null {
  const margin = explainMarginBehind(position, covered, explanation);
  const price = solveBankruptcyPrice(position, margin);
  if (price === null) {
    explanation.stated('bankruptcy price', 'no positive price uses the margin up', 'never');
  } else {
    explanation.derived('bankruptcy price', 'mark price − side × margin behind ÷ quantity', price);
  }
  return price;
}

/** Works out one position of an account: margins, ratio, liquidation and bankruptcy price, each with its terms. */
export function explainPosition(position: MarginPosition, account: MarginAccount): PositionFigures {
  const { rules } = account;
  const explanation = new Explanation();
  explainGivens(position, rules, explanation);
  explainMaintenance(position, rules, explanation);
  const bucket = position.isolatedMargin;
  const backing =
    bucket === null
      ? crossBacking(position, account, explanation)
      : isolatedBacking(position, bucket, explanation);
  const { equityBehind, maintenanceOfOthers, equityFormula, maintenanceFormula } = backing;
  explanation.derived('equity behind', equityFormula, equityBehind);
  explanation.derived('maintenance of the others', maintenanceFormula || '0', maintenanceOfOthers);
  const equity = equityBehind.add(unrealisedProfit(position));
  const ownMaintenance = maintenanceOf(position, rules);
  const maintenanceCovered = ownMaintenance.add(maintenanceOfOthers);
  explanation.derived('equity', 'equity behind + unrealised profit', equity);
  const marginRatio = equity.gt(0) ? maintenanceCovered.div(equity) : null;
  if (marginRatio === null) {
    explanation.stated('margin ratio', 'the equity is not positive', 'none');
  } else {
    explanation.derived(
      'margin ratio',
      '(maintenance margin + maintenance of the others) ÷ equity',
      marginRatio,
    );
  }
  const question: LiquidationQuestion = {
    position,
    backing: equityBehind.sub(maintenanceOfOthers),
    basis: rules.maintenanceBasis,
    table: effectiveTable(position, rules),
  };
  const liquidation = explainLiquidationPrice(question, rules, explanation);
  const covered = { equity, ownMaintenance, maintenanceCovered };
  const bankruptcyPrice = explainBankruptcyPrice(position, covered, explanation);
  const initialMargin =
    position.leverage === null
      ? null
      : marginNotional(position, rules.maintenanceBasis).div(position.leverage);
  return {
    position,
    initialMargin,
    maintenanceMargin: ownMaintenance,
    equity,
    maintenanceCovered,
    marginRatio,
    liquidation,
    bankruptcyPrice,
    explanation,
  };
}
