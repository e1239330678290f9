import { displayAmount, displayPrice, type MarginReport, type PositionReport } from '@spillway/margin';
import type { EngineAnswer } from './engine-liquidation-price.ts';

const LABEL_WIDTH = 22;

/** A position as `margin --json` prints it: the report of the model, and the engine's price where it has one. */
export type AnsweredPosition = PositionReport & {
  readonly engine?: { readonly liquidationPrice: string | null };
  /** Why there is no `engine`. */
  readonly engineOmitted?: string;
};

export type AnsweredReport = Omit<MarginReport, 'positions'> & {
  readonly positions: readonly AnsweredPosition[];
};

/** Puts the engine's answers beside those of the model; both are in the order of the request. */
export function withEngineAnswers(report: MarginReport, answers: readonly EngineAnswer[]): AnsweredReport {
  return {
    ...report,
    positions: report.positions.map((position, index) => {
      const answer = answers[index];
      if (answer === undefined) return position;
      return answer.isStated
        ? { ...position, engine: { liquidationPrice: answer.liquidationPrice } }
        : { ...position, engineOmitted: answer.reason };
    }),
  };
}

/** The report for reading: amounts rounded to cents, every term of the calculation in full below. */
export function marginText(report: AnsweredReport): string {
  const shown = report.positions.filter(({ symbol }) => report.target === null || report.target === symbol);
  const { wallet, crossEquity, crossMaintenanceMargin } = report.account;
  const account = `Wallet ${displayAmount(wallet)}, cross equity ${displayAmount(crossEquity)}, cross maintenance ${displayAmount(crossMaintenanceMargin)}`;
  return [account, ...shown.map(positionText)].join('\n\n');
}

function positionText(position: AnsweredPosition): string {
  const terms = position.explain.map(({ term, formula, value }) => `    ${term} = ${value}    (${formula})`);
  return [
    `${position.symbol} ${position.side}, ${position.mode}`,
    row('initial margin', amountText(position.initialMargin, 'no leverage stated')),
    row('maintenance margin', displayAmount(position.maintenanceMargin)),
    row('equity behind it', displayAmount(position.equity)),
    row('margin ratio', ratioText(position)),
    row('liquidation price', priceText(position.liquidationPrice, reasonText(position))),
    row('in the engine', engineText(position)),
    row('bankruptcy price', priceText(position.bankruptcyPrice, 'none')),
    '  how:',
    ...terms,
  ].join('\n');
}

function row(label: string, text: string): string {
  return `${`  ${label}`.padEnd(LABEL_WIDTH)}${text}`;
}

function amountText(value: string | null, otherwise: string): string {
  return value === null ? otherwise : displayAmount(value);
}

function priceText(value: string | null, otherwise: string): string {
  return value === null ? otherwise : displayPrice(value);
}

function ratioText({ marginRatio, isLiquidatable }: AnsweredPosition): string {
  const verdict = isLiquidatable ? 'liquidation is due' : 'liquidation at 100 %';
  if (marginRatio === null) return `no equity left, ${verdict}`;
  return `${displayAmount(String(Number(marginRatio) * 100))} %, ${verdict}`;
}

function reasonText({ reason }: AnsweredPosition): string {
  return reason === 'always'
    ? 'always: every price of this instrument liquidates'
    : 'never: no price of this instrument alone liquidates';
}

function engineText({ engine, engineOmitted }: AnsweredPosition): string {
  if (engine === undefined) return `not stated: ${engineOmitted ?? 'not asked'}`;
  return engine.liquidationPrice === null ? 'never' : `${engine.liquidationPrice} (on its grid of ticks)`;
}
