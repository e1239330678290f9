import {
  type CloseOutReport,
  displayAmount,
  displayPrice,
  type ExplainTerm,
  type MarginReport,
  type PositionReport,
} from '@spillway/margin';
import type { EngineAnswer } from './engine-liquidation-price.ts';
import { words } from './figure-text.ts';

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
  const amount = amountsOf(report);
  const account = `Wallet ${amount(wallet)}, cross equity ${amount(crossEquity)}, cross maintenance ${amount(crossMaintenanceMargin)}`;
  const closeOut = report.closeOut === undefined ? [] : [closeOutText(report.closeOut)];
  return [account, ...shown.map((position) => positionText(position, amount)), ...closeOut].join('\n\n');
}

/** Amounts in quote currency to the cent; in coin, where contracts are inverse, to eight decimals. */
type AmountText = (value: string) => string;

const COIN_DECIMALS = 8;

function amountsOf({ account }: AnsweredReport): AmountText {
  return account.contract === 'linear'
    ? (value) => displayAmount(value)
    : (value) => displayAmount(value, COIN_DECIMALS);
}

function termLines(terms: readonly ExplainTerm[]): readonly string[] {
  return terms.map(({ term, formula, value }) => `    ${term} = ${value}    (${formula})`);
}

function closeOutText(closeOut: CloseOutReport): string {
  const { fillablePrice } = closeOut;
  return [
    `closing ${closeOut.qty} of the ${closeOut.symbol} ${closeOut.side} at ${displayPrice(closeOut.price)}`,
    row('bankruptcy quote', displayAmount(closeOut.bankruptcyQuote)),
    row('bankruptcy price', displayPrice(closeOut.bankruptcyPrice)),
    ...(fillablePrice === null ? [] : [row('fillable price', displayPrice(fillablePrice))]),
    row('realised profit', displayAmount(closeOut.realisedProfit)),
    row('wallet after', displayAmount(closeOut.walletAfter)),
    '  how:',
    ...termLines(closeOut.explain),
  ].join('\n');
}

/** Lines that only some requests have: funding, a second price, figures as a venue shows them. */
function occasionalRows(position: AnsweredPosition, amount: AmountText): readonly string[] {
  const { fundingPaid, secondLiquidationPrice, rounded } = position;
  const shown = Object.entries(rounded ?? {}).map(([name, value]) => `${words(name)} ${value ?? 'none'}`);
  return [
    ...(fundingPaid === null ? [] : [row('funding paid', amount(fundingPaid))]),
    ...(secondLiquidationPrice === undefined
      ? []
      : [row('second price', displayPrice(secondLiquidationPrice))]),
    ...(rounded === undefined ? [] : [row('shown as', shown.join(', '))]),
  ];
}

function positionText(position: AnsweredPosition, amount: AmountText): string {
  const { initialMargin } = position;
  return [
    `${position.symbol} ${position.side}, ${position.mode}`,
    row('initial margin', initialMargin === null ? 'no leverage stated' : amount(initialMargin)),
    row('maintenance margin', amount(position.maintenanceMargin)),
    row('equity behind it', amount(position.equity)),
    row('margin ratio', ratioText(position)),
    row('liquidation price', priceText(position.liquidationPrice, reasonText(position))),
    row('in the engine', engineText(position)),
    row('bankruptcy price', priceText(position.bankruptcyPrice, 'none')),
    ...occasionalRows(position, amount),
    '  how:',
    ...termLines(position.explain),
  ].join('\n');
}

function row(label: string, text: string): string {
  return `${`  ${label}`.padEnd(LABEL_WIDTH)}${text}`;
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
