import { z } from 'zod';

/** A share or a relative distance: from 0 to 1. */
export const fraction = (): z.ZodNumber => z.number().min(0).max(1);

export const positive = (): z.ZodNumber => z.number().gt(0).max(1e12);

export const wholeNumber = (range: { min: number; max: number }): z.ZodNumber =>
  z.number().int().min(range.min).max(range.max);
