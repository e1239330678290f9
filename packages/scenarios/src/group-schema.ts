/** Groups of agents that follow one strategy. */
import { z } from 'zod';
import type { ScenarioGroup } from './scenario.ts';
import { fraction, LOWER_CASE_NAME, NAME_PATTERN, positive, wholeNumber } from './schema-parts.ts';

const base = {
  name: z
    .string()
    .regex(NAME_PATTERN, { error: LOWER_CASE_NAME })
    .max(40)
    .describe('Lower-case words joined by hyphens; agents are called `<name>-<symbol>-<number>`'),
  countPerInstrument: wholeNumber({ min: 0, max: 1000 }).describe('Agents for each instrument'),
  deposit: positive().describe('Money of each agent (× activityScale of its instrument)'),
  inventoryMax: positive().describe('Largest notional that an agent holds (× activityScale)'),
};
const lookSeconds = positive().max(3600).describe('Time between two looks at the market');
const clipNotional = positive().describe('Largest order in one look (× activityScale)');

const makers = z
  .strictObject({
    kind: z.literal('market-maker'),
    ...base,
    levels: wholeNumber({ min: 1, max: 50 }).describe('Quotes on each side'),
    nearestFraction: positive().max(0.5).describe('Distance of the first quote from the reservation price'),
    farthestFraction: positive()
      .max(0.5)
      .describe('Distance of the last one; in between they grow by a factor'),
    levelNotional: positive().describe('Notional of the first quote (× activityScale)'),
    levelGrowth: positive().max(10).describe('Every further quote is so many times as large'),
    riskAversion: z
      .number()
      .min(0)
      .max(1e6)
      .describe('γ of Avellaneda and Stoikov for a full inventory: the lean is share × γ × σ² × horizon'),
    horizonSeconds: positive().max(3600).describe('How long the maker expects to hold'),
    leanFractionMax: fraction().describe('The reservation price never leans further'),
    marketWeight: fraction().describe("Weight of the book's own middle against the index"),
    calmVolatilityPerMinute: positive().max(1).describe('Standard deviation a minute taken for calm'),
    withdrawalElasticity: z
      .number()
      .min(0)
      .max(100)
      .describe('Size is divided by 1 + elasticity × (volatility / calm − 1)'),
    widening: z
      .number()
      .min(0)
      .max(100)
      .describe('Quotes move out by so many standard deviations of a second'),
    killMoveFraction: positive().max(1).describe('A move between two looks that pulls all quotes'),
    coolDownMeanSeconds: positive().max(3600).describe('Mean time away after that (exponential)'),
    lookSeconds,
    requoteFraction: fraction().describe('Quotes stay while the reservation price has moved less'),
  })
  .describe('Quote both sides, lean against inventory, withdraw under stress');

const arbitrageurs = z
  .strictObject({
    kind: z.literal('index-arbitrageur'),
    ...base,
    lookSeconds,
    entryFraction: positive().max(1).describe('Trades when market and index part by this fraction'),
    exitFraction: fraction().describe('Closes when the gap has shrunk to this'),
    clipNotional,
  })
  .describe('Tie the market to the index, as far as inventory and speed go');

const momentumTraders = z
  .strictObject({
    kind: z.literal('momentum-trader'),
    ...base,
    lookSeconds,
    fastMemorySeconds: positive().describe('Memory of the fast average of the mark'),
    slowMemorySeconds: positive().describe('Memory of the slow one'),
    entryFraction: positive().max(1).describe('Enters when the fast average is this far from the slow one'),
    exitFraction: fraction().describe('Leaves when it is nearer than this'),
    clipNotional,
  })
  .describe('Chase moves of the mark');

const noiseTraders = z
  .strictObject({
    kind: z.literal('noise-trader'),
    ...base,
    wakeMeanSeconds: positive().describe('Mean time between two orders (exponential)'),
    marketOrderShare: fraction().describe('Share of market orders; the rest are limit orders'),
    sizeMedian: positive().describe('Median notional of an order (× activityScale); sizes are lognormal'),
    sizeSigma: z.number().min(0).max(4).describe('Standard deviation of the log of the size'),
    limitDistanceMean: positive().max(0.5).describe('Mean distance of a limit order from the middle'),
  })
  .describe('Trade for no reason');

export const groupSchema: z.ZodType<ScenarioGroup> = z.discriminatedUnion('kind', [
  makers,
  arbitrageurs,
  momentumTraders,
  noiseTraders,
]);
