/** Pieces that several schemas share. */
import { z } from 'zod';
import { SCENARIO_TIME_PATTERN } from './scenario-time.ts';

export const NAME_PATTERN: RegExp = /^[a-z0-9]+(-[a-z0-9]+)*$/;
export const LOWER_CASE_NAME = 'lower-case words joined by hyphens';

/** A share or a relative distance: from 0 to 1. */
export const fraction = (): z.ZodNumber => z.number().min(0).max(1);

export const positive = (): z.ZodNumber => z.number().gt(0).max(1e12);

export const wholeNumber = (range: { min: number; max: number }): z.ZodNumber =>
  z.number().int().min(range.min).max(range.max);

export const scenarioTime: z.ZodString = z
  .string()
  .regex(SCENARIO_TIME_PATTERN, { error: 'a time such as "21:20:30" or "+35:30"' })
  .describe('`21:20:30` on the clock of the scenario (UTC), or `+35:30`, minutes:seconds after the start');
