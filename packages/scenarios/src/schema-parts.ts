/** Pieces that several schemas share. */
import { z } from 'zod';

export const NAME_PATTERN: RegExp = /^[a-z0-9]+(-[a-z0-9]+)*$/;
export const LOWER_CASE_NAME = 'lower-case words joined by hyphens';

/** A share or a relative distance: from 0 to 1. */
export const fraction = (): z.ZodNumber => z.number().min(0).max(1);

export const positive = (): z.ZodNumber => z.number().gt(0).max(1e12);

export const wholeNumber = (range: { min: number; max: number }): z.ZodNumber =>
  z.number().int().min(range.min).max(range.max);
