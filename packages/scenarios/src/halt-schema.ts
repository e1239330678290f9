/** The settings of halts. They alone may be left out: then nothing halts but what the venue itself lists. */
import { z } from 'zod';
import type { ScenarioCircuitBreaker, ScenarioHalt, ScenarioTradingBand } from './scenario.ts';
import { scenarioTime } from './schema-parts.ts';

/** One part per million, the finest that the engine counts in. */
const FRACTION_MIN = 0.000001;
const FRACTION_MAX = 0.999999;
/** The longest run. */
const SECONDS_MAX = 86_400;

const properFraction = (): z.ZodNumber => z.number().min(FRACTION_MIN).max(FRACTION_MAX);
const seconds = (): z.ZodNumber => z.number().min(0.001).max(SECONDS_MAX);

export const circuitBreakerSchema: z.ZodType<ScenarioCircuitBreaker | null> = z
  .strictObject({
    moveFraction: properFraction().describe(
      'A mark further than this from the lowest or highest of the window halts trading',
    ),
    windowSeconds: seconds().describe('How far the window reaches back'),
    haltSeconds: seconds().describe('How long trading stands still'),
    scope: z.enum(['instrument', 'market']).describe('Whether it halts this instrument, or every one'),
  })
  .nullable()
  .default(null)
  .describe('Halts trading by itself (rule H4 of the engine); null: as the venue lists the instrument');

export const tradingBandSchema: z.ZodType<ScenarioTradingBand | null> = z
  .strictObject({
    widthFraction: properFraction().describe('Nothing trades further than this from the reference'),
    referenceSeconds: seconds().describe('The reference is the mark, taken anew after this long'),
  })
  .nullable()
  .default(null)
  .describe('Limit-up and limit-down (rule H3 of the engine); null: as the venue lists the instrument');

const halt = z.strictObject({
  symbol: z
    .string()
    .min(1)
    .max(20)
    .nullable()
    .describe('An instrument of the scenario; null: the whole market'),
  from: scenarioTime,
  to: scenarioTime.nullable().describe('When trading resumes; null: not within the run'),
});

export const haltsSchema: z.ZodType<readonly ScenarioHalt[]> = z
  .array(halt)
  .max(100)
  .default([])
  .describe('Times in which trading stands still by decision (rules H1 and H2 of the engine)');
