/** The example of `docs/explanation/liquidation.md`: one forced sale that passes through every stage. */
import {
  formatMicros,
  formatPrice,
  formatSize,
  type MarketEvent,
  priceTicks,
  quoteMicros,
  ratePpm,
  type SizeLots,
} from '@spillway/protocol';
import {
  contribute,
  deposit,
  flatTier,
  isolated,
  leverage,
  listInstrument,
  MarketBench,
  mark,
  openAccount,
  placeLimit,
  plainInstrument,
  plainRules,
  rules,
} from '@spillway/testkit';
import { ENGINE_SUBJECT, tradeBetween } from '../engine-subject.fixture.ts';

export const TRADER = 1;
const PATIENT_SHORT = 2;
const LEVERAGED_SHORT = 3;
const BIDDER = 4;

/** Lots of one coin, and ticks of one USDT. */
const COIN = 1_000;
const USDT = 100;

const INSTRUMENT = plainInstrument({
  riskTiers: [flatTier(10_000, 50)],
  liquidationFeePpm: ratePpm(5_000),
});

/** A long of 20 coins at 10,000, isolated at 20x, two shorts on the other side, a fund of 50,000, and bids below. */
function marketBefore(): MarketBench {
  const bench = new MarketBench(ENGINE_SUBJECT, [
    rules(
      plainRules({
        partial: {
          kind: 'restore-margin',
          thresholdMicros: quoteMicros(100_000_000_000),
          slicePpm: ratePpm(200_000),
        },
      }),
    ),
    listInstrument(INSTRUMENT),
    mark(10_000 * USDT),
    contribute(50_000),
  ]);
  for (const account of [TRADER, PATIENT_SHORT, LEVERAGED_SHORT, BIDDER]) bench.accept(openAccount(account));
  bench.accept(deposit(TRADER, 10_000), isolated(TRADER), leverage(TRADER, 20));
  bench.accept(deposit(PATIENT_SHORT, 100_000), deposit(LEVERAGED_SHORT, 5_000), deposit(BIDDER, 100_000));
  const sale = { buyer: TRADER, ticks: 10_000 * USDT };
  tradeBetween(bench, { ...sale, seller: PATIENT_SHORT, lots: 12 * COIN });
  tradeBetween(bench, { ...sale, seller: LEVERAGED_SHORT, lots: 8 * COIN });
  const bid = { account: BIDDER, side: 'buy' } as const;
  bench.accept(
    placeLimit({ ...bid, lots: 3 * COIN, ticks: 9_585 * USDT }),
    placeLimit({ ...bid, lots: 5 * COIN, ticks: 9_550 * USDT }),
    placeLimit({ ...bid, lots: 4 * COIN, ticks: 9_500 * USDT }),
  );
  return bench;
}

const price = (ticks: number): string => formatPrice(priceTicks(ticks), INSTRUMENT);
const size = (lots: SizeLots): string => formatSize(lots, INSTRUMENT);
const money = (micros: number): string => formatMicros(quoteMicros(micros));

/** One line for each event of a liquidation that its reader must see; none for the others. */
function lineOf(event: MarketEvent): string[] {
  switch (event.kind) {
    case 'liquidationStarted':
      return [
        `due: equity ${money(event.equityMicros)}, maintenance margin ${money(event.maintenanceMicros)}`,
      ];
    case 'orderAccepted':
      return [`forced order: sell ${size(event.sizeLots)} at ${price(event.priceTicks)} or better`];
    case 'liquidationFilled':
      return [
        `  ${event.stage}: ${size(event.sizeLots)} at ${price(event.priceTicks)}, taken by account ${event.counterpartyAccountId}`,
      ];
    case 'insuranceFundChanged':
      return [`  ${event.reason}: ${money(event.deltaMicros)}; the fund has ${money(event.balanceMicros)}`];
    case 'liquidationFinished':
      return [
        `finished: closed by force ${money(event.filledNotionalMicros)}, fee ${money(event.feeMicros)}, left over ${money(event.leftoverMicros)}`,
      ];
    default:
      return [];
  }
}

/** The market after the mark fell to 9,590, and what happened in words. */
export function liquidationExample(): { readonly bench: MarketBench; readonly lines: readonly string[] } {
  const bench = marketBefore();
  const shown = bench.position(TRADER).liquidationPriceTicks ?? 0;
  const before = bench.events.length;
  bench.accept(mark(9_590 * USDT));
  const lines = [
    `liquidation price before: ${price(shown)}`,
    `mark: ${price(9_590 * USDT)}`,
    ...bench.events.slice(before).flatMap(lineOf),
  ];
  return { bench, lines };
}
