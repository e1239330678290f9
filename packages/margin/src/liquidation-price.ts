/**
 * The mark price at which equity equals maintenance, exact through tier changes.
 *
 * Everything is linear in the *exposure* of one unit: `u = price` for linear contracts, `u = 1 ÷ price` for inverse
 * ones. A leg is worth `q × u`, gains `direction × q × (u − u at entry)` and must keep `q × u × rate − amount`. So the
 * surplus of equity over maintenance is made of straight lines that break at the edges of tiers. Rates rise from tier
 * to tier, hence it is concave: the safe exposures are one interval, with a lower and an upper end or only one.
 */
import { MarginDecimal, sumOf } from './decimal.ts';
import { type MaintenanceTable, type MaintenanceTier, maintenanceMargin } from './maintenance-tiers.ts';
import { type MaintenanceBasis, type MarginPosition, profitDirection, valueAt } from './margin-position.ts';

/** A position that moves with the mark, and its tiers with any closing fee added to their rates. */
export interface Leg {
  readonly position: MarginPosition;
  readonly table: MaintenanceTable;
}

/** What stands behind positions of one instrument whose mark price alone moves. */
export interface LiquidationQuestion {
  /** One position, or both legs of a hedged pair in cross; the first is the one asked about. */
  readonly legs: readonly [Leg, ...Leg[]];
  /**
   * Equity that the mark does not move, less what others must keep: the bucket of an isolated position; for cross
   * `wallet − buckets + profit of the others − maintenance of the others`.
   */
  readonly backing: MarginDecimal;
  readonly basis: MaintenanceBasis;
}

/**
 * Where equity equals maintenance. `never`: no positive price liquidates. `always`: every positive price does.
 * `secondPrice`: the other end of the safe prices, which only a hedged pair or a bucket with coin in it can have.
 */
export type LiquidationAnswer =
  | {
      readonly kind: 'price';
      readonly price: MarginDecimal;
      /** True where lower prices are due, as below a long; false where higher ones are. */
      readonly isDueBelow: boolean;
      readonly secondPrice: MarginDecimal | null;
    }
  | { readonly kind: 'never' }
  | { readonly kind: 'always' };

/** `surplus = intercept + slope × exposure` from this exposure up to the next line's. */
interface Line {
  readonly from: MarginDecimal;
  readonly intercept: MarginDecimal;
  readonly slope: MarginDecimal;
}

const ZERO = new MarginDecimal(0);

/** The exposure at which a leg enters a tier. */
const edgeOf = ({ position }: Leg, tier: MaintenanceTier): MarginDecimal => tier.floor.div(position.quantity);

/** Where any leg enters a tier, from 0 up, each once. Maintenance on entry notional has no such edges. */
function edgesOf({ legs, basis }: LiquidationQuestion): readonly MarginDecimal[] {
  if (basis === 'entry') return [ZERO];
  const edges = legs.flatMap((leg) => leg.table.map((tier) => edgeOf(leg, tier)));
  edges.sort((left, right) => left.cmp(right));
  return edges.filter((edge, index) => index === 0 || !edge.eq(edges[index - 1] ?? ZERO));
}

/** How much the position gains, before maintenance, for each unit of exposure: its size with its direction. */
export function netDirection(legs: LiquidationQuestion['legs']): MarginDecimal {
  return sumOf(
    legs.map(({ position }) => position.quantity.mul(profitDirection(position)).add(position.coinMargin)),
  );
}

function lineFrom(question: LiquidationQuestion, from: MarginDecimal): Line {
  const { legs, backing, basis } = question;
  let intercept = backing;
  let slope = netDirection(legs);
  for (const leg of legs) {
    const { position, table } = leg;
    const entryValue = valueAt(position, position.entryPrice);
    intercept = intercept.sub(entryValue.mul(profitDirection(position)));
    if (basis === 'entry') {
      intercept = intercept.sub(maintenanceMargin(table, entryValue));
      continue;
    }
    const tier = table.findLast((each) => edgeOf(leg, each).lte(from)) ?? table[0];
    intercept = intercept.add(tier.amount);
    slope = slope.sub(position.quantity.mul(tier.rate));
  }
  return { from, intercept, slope };
}

const surplusAtStart = ({ from, intercept, slope }: Line): MarginDecimal => intercept.add(slope.mul(from));

/** A line that crosses zero on its stretch; upwards it is the lower end of the safe exposures. */
interface Crossings {
  readonly rising: Line | null;
  readonly falling: Line | null;
  readonly isEverSafe: boolean;
}

/**
 * The surplus at each edge is worked out once and used for the lines on both sides, so that a crossing on an edge
 * cannot fall between them.
 */
function crossingsOf(question: LiquidationQuestion): Crossings {
  const lines = edgesOf(question).map((edge) => lineFrom(question, edge));
  let rising: Line | null = null;
  let falling: Line | null = null;
  let isEverSafe = false;
  for (const [index, line] of lines.entries()) {
    const start = surplusAtStart(line);
    const next = lines[index + 1];
    const end = next === undefined ? line.slope : surplusAtStart(next);
    if (start.gt(0) || end.gt(0)) isEverSafe = true;
    if (start.lt(0) && end.gte(0) && line.slope.gt(0)) rising = line;
    if (start.gt(0) && end.lte(0) && line.slope.lt(0)) falling = line;
  }
  return { rising, falling, isEverSafe };
}

/** The mark price at which equity equals maintenance, all other marks unchanged. */
export function solveLiquidationPrice(question: LiquidationQuestion): LiquidationAnswer {
  const { contract } = question.legs[0].position;
  const { rising, falling, isEverSafe } = crossingsOf(question);
  const isGainingWithExposure = netDirection(question.legs).gt(0);
  const [first, second] = isGainingWithExposure ? [rising, falling] : [falling, rising];
  const line = first ?? second;
  if (line === null || !isEverSafe) return { kind: isEverSafe ? 'never' : 'always' };
  const priceOf = ({ intercept, slope }: Line): MarginDecimal =>
    contract === 'linear' ? intercept.neg().div(slope) : slope.neg().div(intercept);
  return {
    kind: 'price',
    price: priceOf(line),
    isDueBelow: (line === rising) === (contract === 'linear'),
    secondPrice: first === null || second === null ? null : priceOf(second),
  };
}

/**
 * The mark price at which `margin`, counted at the mark, is used up. Linear: `mark − margin ÷ (side × quantity + coin)`.
 * Inverse: `quantity ÷ (quantity ÷ mark + side × margin)`. Null when no positive price does that.
 */
export function solveBankruptcyPrice(position: MarginPosition, margin: MarginDecimal): MarginDecimal | null {
  const direction = profitDirection(position);
  if (position.contract === 'inverse') {
    const value = valueAt(position, position.markPrice).sub(margin.mul(direction));
    return value.gt(0) ? position.quantity.div(value) : null;
  }
  const gain = position.quantity.mul(direction).add(position.coinMargin);
  if (gain.isZero()) return null;
  const price = position.markPrice.sub(margin.div(gain));
  return price.gt(0) ? price : null;
}
