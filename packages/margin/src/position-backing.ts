/** What stands behind a position apart from the position itself, and how an explanation names it. */
import { MarginDecimal, sumOf } from './decimal.ts';
import type { Explanation } from './explanation.ts';
import { type MaintenanceTable, maintenanceMargin, tierAt, withAddedRate } from './maintenance-tiers.ts';
import { type MarginPosition, marginNotional, unrealisedProfit } from './margin-position.ts';
import type { MarginAccount, MarginRules } from './resolve-request.ts';

export interface PositionBacking {
  /** The bucket; or the cross pool with the profit of the other cross positions. */
  readonly equityBehind: MarginDecimal;
  readonly maintenanceOfOthers: MarginDecimal;
  /** The names of the explanation for `equityBehind`, for all maintenance covered, and for what may be lost. */
  readonly equityFormula: string;
  readonly coveredFormula: string;
  readonly backingTerm: string;
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

/** A position that nothing else weighs on: all it has is `term`. */
function aloneOn(term: string, equityBehind: MarginDecimal): PositionBacking {
  return {
    equityBehind,
    maintenanceOfOthers: new MarginDecimal(0),
    equityFormula: term,
    coveredFormula: 'maintenance margin',
    backingTerm: term,
  };
}

function isolatedBacking(
  position: MarginPosition,
  bucket: MarginDecimal,
  explanation: Explanation,
): PositionBacking {
  const { quantity, entryPrice, leverage } = position;
  const isFromLeverage = leverage !== null && quantity.mul(entryPrice).div(leverage).eq(bucket);
  if (isFromLeverage) {
    explanation.derived('isolated margin', 'quantity × entry price ÷ leverage', bucket);
  } else {
    explanation.given('isolated margin', 'margin', bucket);
  }
  return aloneOn('isolated margin', bucket);
}

/** One term for the profit and one for the maintenance of another cross position, in plain numbers. */
function explainOther(other: MarginPosition, rules: MarginRules, explanation: Explanation): void {
  const { symbol, side, quantity, entryPrice, markPrice } = other;
  const tier = tierAt(effectiveTable(other, rules), marginNotional(other, rules.maintenanceBasis));
  const reference = rules.maintenanceBasis === 'mark' ? markPrice : entryPrice;
  explanation.derived(
    `profit of ${symbol}`,
    `${side === 'long' ? '1' : '−1'} × ${quantity.toFixed()} × (${markPrice.toFixed()} − ${entryPrice.toFixed()})`,
    unrealisedProfit(other),
  );
  explanation.derived(
    `maintenance of ${symbol}`,
    `${quantity.toFixed()} × ${reference.toFixed()} × ${tier.rate.toFixed()} − ${tier.amount.toFixed()}`,
    maintenanceOf(other, rules),
  );
}

function explainPool(account: MarginAccount, explanation: Explanation): MarginDecimal {
  const pool = crossPool(account);
  explanation.given('wallet', 'wallet', account.wallet);
  if (pool.eq(account.wallet)) {
    explanation.derived('cross pool', 'wallet', pool);
  } else {
    explanation.given('isolated margins', 'sum over the isolated positions', account.wallet.sub(pool));
    explanation.derived('cross pool', 'wallet − isolated margins', pool);
  }
  return pool;
}

function crossBacking(
  position: MarginPosition,
  account: MarginAccount,
  explanation: Explanation,
): PositionBacking {
  const pool = explainPool(account, explanation);
  const others = account.positions.filter((other) => other.mode === 'cross' && other !== position);
  if (others.length === 0) return aloneOn('cross pool', pool);
  for (const other of others) explainOther(other, account.rules, explanation);
  const profit = sumOf(others.map(unrealisedProfit));
  const maintenanceOfOthers = sumOf(others.map((other) => maintenanceOf(other, account.rules)));
  const sumFormula = (name: string) => others.map(({ symbol }) => `${name} of ${symbol}`).join(' + ');
  explanation.derived('profit of the others', sumFormula('profit'), profit);
  explanation.derived('maintenance of the others', sumFormula('maintenance'), maintenanceOfOthers);
  explanation.derived(
    'backing',
    'cross pool + profit of the others − maintenance of the others',
    pool.add(profit).sub(maintenanceOfOthers),
  );
  return {
    equityBehind: pool.add(profit),
    maintenanceOfOthers,
    equityFormula: 'cross pool + profit of the others',
    coveredFormula: '(maintenance margin + maintenance of the others)',
    backingTerm: 'backing',
  };
}

/** Works out what backs a position, and adds the terms that lead to it. */
export function explainBacking(
  position: MarginPosition,
  account: MarginAccount,
  explanation: Explanation,
): PositionBacking {
  const bucket = position.isolatedMargin;
  return bucket === null
    ? crossBacking(position, account, explanation)
    : isolatedBacking(position, bucket, explanation);
}
