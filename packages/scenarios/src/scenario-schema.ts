/** The scenario format: the one place that says what a field means, and which values it takes. */
import { VENUE_PRESETS } from '@spillway/venues';
import { z } from 'zod';
import { groupSchema } from './group-schema.ts';
import { circuitBreakerSchema, haltsSchema, tradingBandSchema } from './halt-schema.ts';
import type { Scenario } from './scenario.ts';
import {
  fraction,
  LOWER_CASE_NAME,
  NAME_PATTERN,
  positive,
  scenarioTime,
  wholeNumber,
} from './schema-parts.ts';

const STARTS_AT_PATTERN = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

const text = (lengthMax: number): z.ZodString => z.string().min(1).max(lengthMax);
const volatilityPerMinute = fraction().describe('Standard deviation of the log return over one minute');

const landmarkPath = z.strictObject({
  kind: z.literal('landmarks'),
  landmarks: z
    .array(
      z.strictObject({
        at: scenarioTime,
        price: positive().describe('Index price at that time, hit to the tick'),
        volatilityPerMinute: volatilityPerMinute.describe(
          'Standard deviation of the log return over one minute on the way to this landmark',
        ),
      }),
    )
    .min(2)
    .max(500)
    .describe('In order of time, the first at the start; in between the index is a Brownian bridge'),
});

const diffusionPath = z.strictObject({
  kind: z.literal('diffusion'),
  startPrice: positive().describe('Index price at the start'),
  volatilityPerMinute,
});

const instrument = z.strictObject({
  symbol: text(20).describe(
    'What the venue lists, by its symbol (`BTCUSDT`), by the coin (`BTC`) or by the symbol that another venue has for it',
  ),
  holderWeight: positive().describe("Relative frequency of holders' positions in this instrument"),
  activityScale: positive().describe(
    'Multiplies every notional of makers, arbitrageurs, momentum and noise traders',
  ),
  index: z.discriminatedUnion('kind', [landmarkPath, diffusionPath]),
  circuitBreaker: circuitBreakerSchema,
  tradingBand: tradingBandSchema,
});

const phase = z.strictObject({
  from: scenarioTime,
  to: scenarioTime,
  volatilityMultiple: positive().describe('Multiplies the volatility of every diffusion'),
  firstFactorDrift: z
    .number()
    .min(-100)
    .max(100)
    .describe(
      'Drift of the first factor in its standard deviations a minute; another instrument moves by the correlation times its own volatility of it',
    ),
});

const market = z.strictObject({
  correlation: z.number().min(0).max(1).describe('Between the index drivers of any two instruments'),
  shockHalfLifeMinutes: positive()
    .nullable()
    .describe("An operator's shock to the index halves in this time; null: it stays for good"),
  jumps: z
    .strictObject({
      perHour: positive().describe('How many are expected'),
      sizeInMinuteDeviations: positive().describe('Standard deviation of a jump, in those of one minute'),
    })
    .nullable()
    .describe('Sudden common moves of the diffusions at random times'),
  phases: z.array(phase).max(50).describe('Times in which the diffusions behave differently'),
  instruments: z.array(instrument).min(1).max(8).describe('In the order of listing'),
});

const shock = z.strictObject({
  label: text(80).describe('For people, such as `the 21:15 shock`'),
  at: scenarioTime,
  lastsMinutes: positive().describe('Moves of the mark are put down to the shock for this long'),
  moveFraction: z
    .number()
    .gt(-1)
    .max(1)
    .describe('Index move at that moment, on top of the path; 0 when the path itself holds the move'),
});

const holders = z.strictObject({
  count: wholeNumber({ min: 1, max: 100_000 }).describe('Accounts; too small ones are left out'),
  sizeMedian: positive().describe("Median notional of a holder's positions; sizes are lognormal"),
  sizeSigma: z.number().min(0).max(4).describe('Standard deviation of the log of the size'),
  sizeMax: positive().describe('Sizes are cut here'),
  leverageBuckets: z
    .array(
      z.strictObject({
        leverage: wholeNumber({ min: 1, max: 125 }).describe('Less where the risk tier allows less'),
        openInterestWeight: positive().describe('Relative share of the open interest'),
      }),
    )
    .min(1)
    .max(20)
    .describe('In order of leverage'),
  sizeLeverageCorrelation: z.number().min(-0.99).max(0.99).describe('Of the Gaussian copula between them'),
  longShare: fraction().describe('Share of holders who are long'),
  pairShare: fraction().describe('Share of holders with positions in two instruments'),
  spareMarginMean: positive().describe(
    'Mean of what holders deposit beyond the initial margin, as a multiple of it (exponential)',
  ),
  stopOutShare: fraction().describe('Share of holders who close at a loss of their choosing'),
  addMarginShare: fraction().describe('Share of holders who add margin when it runs low (isolated only)'),
  reactionMeanSeconds: positive().describe('Mean time between two looks of a holder who reacts'),
});

const population = z.strictObject({
  isolatedShare: fraction().describe('Share of holders who trade isolated; the rest trade cross'),
  holders,
  hedgers: z
    .strictObject({
      countPerInstrument: wholeNumber({ min: 1, max: 1000 }).describe('They share it evenly'),
      leverage: wholeNumber({ min: 1, max: 10 }).describe(
        'Chosen leverage; they hold half as much again in cash',
      ),
      unwindGapFraction: fraction().describe(
        'They unwind when the market is better for them than the index by this fraction',
      ),
      unwindShare: fraction().describe('How much of the first size at a look'),
      lookMeanSeconds: positive().describe('Mean time between two looks (exponential)'),
    })
    .describe('Hold the other side of what the holders leave open'),
  groups: z.array(groupSchema).max(50).describe('Everybody else; names must differ'),
});

const venue = z.strictObject({
  preset: z.enum(Object.keys(VENUE_PRESETS)).describe('Rules, instruments and risk tiers'),
  leftover: z
    .enum(['user', 'fund'])
    .nullable()
    .describe('Who gets the margin that a finished liquidation leaves over; null: as the venue has it'),
  closeOutScope: z
    .enum(['largest-loss-first', 'whole-account'])
    .nullable()
    .describe('Which positions of a cross account in liquidation are closed; null: as the venue has it'),
  insuranceFund: z.number().min(0).max(1e9).describe('What the insurance fund starts with'),
  insuranceInventoryShareMax: z
    .number()
    .min(0)
    .max(100)
    .nullable()
    .describe(
      'The fund holds at most this multiple of its equity as inventory, in notional; null: as the venue has it',
    ),
});

export const scenarioSchema: z.ZodType<Scenario> = z.strictObject({
  name: z
    .string()
    .regex(NAME_PATTERN, { error: LOWER_CASE_NAME })
    .max(60)
    .describe('Lower-case words joined by hyphens'),
  title: text(80).describe('For headings'),
  summary: text(200).describe('One sentence, for lists'),
  lookAt: text(1000).describe('What to watch, for somebody who sees it for the first time'),
  startsAt: z
    .string()
    .regex(STARTS_AT_PATTERN, { error: 'a UTC time such as "2025-10-10T20:45:00Z", or null' })
    .nullable()
    .describe('The time that the start stands for, such as `2025-10-10T20:45:00Z`; null for no day'),
  durationMinutes: positive().max(1440).describe('How long the run lasts'),
  speed: z.number().min(0.1).max(1000).describe('Simulated seconds a second in live play, to begin with'),
  seatDeposit: positive().max(1e9).describe('What a person or a bot that joins is given'),
  markIntervalMs: wholeNumber({ min: 100, max: 60_000 }).describe('Time between two mark prices'),
  latency: z
    .strictObject({
      baseMs: wholeNumber({ min: 0, max: 10_000 }).describe('The least'),
      jitterMeanMs: z.number().min(0).max(10_000).describe('Mean of the exponential part'),
    })
    .describe('How long a decision of an agent travels to the market'),
  venue,
  market,
  shocks: z.array(shock).max(100).describe('Named moments, so that what follows has a cause'),
  halts: haltsSchema,
  population,
});
