/** What stands behind a position apart from the position itself, and how an explanation names it. */
import { MarginDecimal, sumOf } from './decimal.ts';
import { type Explanation, inFormula } from './explanation.ts';
import { type MaintenanceTable, maintenanceMargin, tierAt, withAddedRate } from './maintenance-tiers.ts';
import { bucketValue, type MarginPosition, marginNotional, unrealisedProfit } from './margin-position.ts';
import { openingFees, ordersMaintenance } from './open-orders.ts';
import type { MarginAccount, MarginRules } from './resolve-request.ts';

export interface PositionBacking {
  /** The bucket; or the cross pool with the profit of the other cross positions, less opening fees of orders. */
  readonly equityBehind: MarginDecimal;
  /** Of all other cross positions, a second leg of the same symbol included, and of orders. */
  readonly maintenanceOfOthers: MarginDecimal;
  /** What no move of this mark changes, less what others must keep of it. */
  readonly fixedBacking: MarginDecimal;
  /** The leg of the other side of the same symbol, where both are in cross; it moves with the same mark. */
  readonly otherLeg: MarginPosition | null;
  /** The names of the explanation for `equityBehind`, for all maintenance covered, and for `fixedBacking`. */
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
    fixedBacking: equityBehind,
    otherLeg: null,
    equityFormula: term,
    coveredFormula: 'maintenance margin',
    backingTerm: term,
  };
}

/** `quantity × entry price ÷ leverage`, or for an inverse contract `quantity ÷ entry price ÷ leverage`. */
const worth = (contract: MarginPosition['contract'], price: string): string =>
  `quantity ${contract === 'linear' ? '×' : '÷'} ${price}`;

function isolatedBacking(
  position: MarginPosition,
  bucket: MarginDecimal,
  explanation: Explanation,
): PositionBacking {
  const { leverage, contract, fundingRate, fundingPaid, coinMargin } = position;
  const name = fundingRate === null ? 'isolated margin' : 'margin before funding';
  const before = bucket.add(fundingPaid);
  const isFromLeverage = leverage !== null && marginNotional(position, 'entry').div(leverage).eq(before);
  if (isFromLeverage) {
    explanation.derived(name, `${worth(contract, 'entry price')} ÷ leverage`, before);
  } else {
    explanation.given(name, 'margin', before);
  }
  if (fundingRate !== null) {
    explainFunding(position, explanation);
    explanation.derived('isolated margin', 'margin before funding − funding paid', bucket);
  }
  const alone = aloneOn('isolated margin', bucket);
  if (coinMargin.isZero()) return alone;
  explanation.given('coin in the bucket', 'coinMargin', coinMargin);
  return {
    ...alone,
    equityBehind: bucketValue(position),
    equityFormula: 'isolated margin + coin in the bucket × mark price',
  };
}

function explainFunding(position: MarginPosition, explanation: Explanation): void {
  explanation.given('funding rate', 'fundingRate', position.fundingRate ?? new MarginDecimal(0));
  const formula = `side × ${worth(position.contract, 'mark price')} × funding rate`;
  explanation.derived('funding paid', formula, position.fundingPaid);
}

/** How the terms name another position: by symbol, or in hedge mode by its leg. */
const nameOf = ({ symbol, side }: MarginPosition, rules: MarginRules): string =>
  rules.isHedgeMode ? `${symbol} ${side}` : symbol;

/** One term for the profit and one for the maintenance of another cross position, in plain numbers. */
function explainOther(other: MarginPosition, rules: MarginRules, explanation: Explanation): void {
  const { side, quantity, entryPrice, markPrice, contract } = other;
  const tier = tierAt(effectiveTable(other, rules), marginNotional(other, rules.maintenanceBasis));
  const reference = rules.maintenanceBasis === 'mark' ? markPrice : entryPrice;
  const sign = side === 'long' ? '1' : '−1';
  const [mark, entry] = [inFormula(markPrice), inFormula(entryPrice)];
  const gain = contract === 'linear' ? `${mark} − ${entry}` : `1 ÷ ${entry} − 1 ÷ ${mark}`;
  explanation.derived(
    `profit of ${nameOf(other, rules)}`,
    `${sign} × ${inFormula(quantity)} × (${gain})`,
    unrealisedProfit(other),
  );
  const value = `${inFormula(quantity)} ${contract === 'linear' ? '×' : '÷'} ${inFormula(reference)}`;
  explanation.derived(
    `maintenance of ${nameOf(other, rules)}`,
    `${value} × ${inFormula(tier.rate)} − ${inFormula(tier.amount)}`,
    maintenanceOf(other, rules),
  );
}

function explainPool(account: MarginAccount, explanation: Explanation): MarginDecimal {
  const pool = crossPool(account);
  const paid = sumOf(account.positions.map(({ fundingPaid }) => fundingPaid));
  if (paid.isZero()) {
    explanation.given('wallet', 'wallet', account.wallet);
  } else {
    explanation.given('wallet before funding', 'wallet', account.wallet.add(paid));
    explanation.given('funding paid', 'sum over the positions of side × value at mark × funding rate', paid);
    explanation.derived('wallet', 'wallet before funding − funding paid', account.wallet);
  }
  if (pool.eq(account.wallet)) {
    explanation.derived('cross pool', 'wallet', pool);
  } else {
    explanation.given('isolated margins', 'sum over the isolated positions', account.wallet.sub(pool));
    explanation.derived('cross pool', 'wallet − isolated margins', pool);
  }
  return pool;
}

/** A part of the account beside the position, by the name of its term; it adds to equity or to what must be kept. */
interface Part {
  readonly term: string;
  readonly value: MarginDecimal;
}

interface CrossParts {
  /** Added to the pool. */
  readonly equity: readonly Part[];
  /** Beside the position's own maintenance. */
  readonly maintenance: readonly Part[];
  readonly openingFees: MarginDecimal;
}

function explainOrders(account: MarginAccount, explanation: Explanation): CrossParts {
  if (!account.rules.areOrdersInMaintenance || account.orders.length === 0) {
    return { equity: [], maintenance: [], openingFees: new MarginDecimal(0) };
  }
  const fees = openingFees(account);
  const maintenance = ordersMaintenance(account);
  explanation.given('opening fees of the orders', 'sum over the orders of notional × opening fee', fees);
  const origin = 'sum over the orders of notional × (rate + closing fee rate) − amount';
  explanation.given('maintenance of the orders', origin, maintenance);
  return {
    equity: [],
    maintenance: [{ term: 'maintenance of the orders', value: maintenance }],
    openingFees: fees,
  };
}

function explainRest(
  rest: readonly MarginPosition[],
  account: MarginAccount,
  explanation: Explanation,
): CrossParts {
  const orders = explainOrders(account, explanation);
  if (rest.length === 0) return orders;
  const { rules } = account;
  for (const other of rest) explainOther(other, rules, explanation);
  const profit = sumOf(rest.map(unrealisedProfit));
  const maintenance = sumOf(rest.map((other) => maintenanceOf(other, rules)));
  const sumFormula = (name: string) => rest.map((other) => `${name} of ${nameOf(other, rules)}`).join(' + ');
  explanation.derived('profit of the others', sumFormula('profit'), profit);
  explanation.derived('maintenance of the others', sumFormula('maintenance'), maintenance);
  return {
    ...orders,
    equity: [{ term: 'profit of the others', value: profit }],
    maintenance: [{ term: 'maintenance of the others', value: maintenance }, ...orders.maintenance],
  };
}

const joined = (parts: readonly Part[], sign: '+' | '−'): string =>
  parts.map(({ term }) => ` ${sign} ${term}`).join('');
const totalOf = (parts: readonly Part[]): MarginDecimal => sumOf(parts.map(({ value }) => value));

function crossBacking(
  position: MarginPosition,
  account: MarginAccount,
  explanation: Explanation,
): PositionBacking {
  const pool = explainPool(account, explanation);
  const others = account.positions.filter((other) => other.mode === 'cross' && other !== position);
  const otherLeg = others.find(({ symbol }) => symbol === position.symbol) ?? null;
  const rest = others.filter((other) => other !== otherLeg);
  const parts = explainRest(rest, account, explanation);
  const isBackedByPoolAlone = parts.maintenance.length === 0;
  if (isBackedByPoolAlone && otherLeg === null) return aloneOn('cross pool', pool);
  const fees = parts.openingFees.gt(0) ? ' − opening fees of the orders' : '';
  const equityFormula = `cross pool${joined(parts.equity, '+')}${fees}`;
  const restEquity = pool.add(totalOf(parts.equity)).sub(parts.openingFees);
  const fixedBacking = restEquity.sub(totalOf(parts.maintenance));
  if (!isBackedByPoolAlone) {
    explanation.derived('backing', `${equityFormula}${joined(parts.maintenance, '−')}`, fixedBacking);
  }
  const leg = otherLeg === null ? null : explainOtherLeg(otherLeg, account.rules, explanation);
  const maintenance = leg === null ? parts.maintenance : [leg.maintenance, ...parts.maintenance];
  return {
    equityBehind: leg === null ? restEquity : restEquity.add(leg.profit.value),
    maintenanceOfOthers: totalOf(maintenance),
    fixedBacking,
    otherLeg,
    equityFormula: leg === null ? equityFormula : `${equityFormula} + ${leg.profit.term}`,
    coveredFormula: `(maintenance margin${joined(maintenance, '+')})`,
    backingTerm: isBackedByPoolAlone ? 'cross pool' : 'backing',
  };
}

/** The terms of the leg that shares the mark, and so the liquidation price. */
function explainOtherLeg(
  leg: MarginPosition,
  rules: MarginRules,
  explanation: Explanation,
): { readonly profit: Part; readonly maintenance: Part } {
  explainOther(leg, rules, explanation);
  explanation.given('size of the other leg', `qty of the ${leg.side}`, leg.quantity);
  explanation.given('entry of the other leg', `entry of the ${leg.side}`, leg.entryPrice);
  const name = nameOf(leg, rules);
  return {
    profit: { term: `profit of ${name}`, value: unrealisedProfit(leg) },
    maintenance: { term: `maintenance of ${name}`, value: maintenanceOf(leg, rules) },
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
