import { z } from 'zod';
import { scenarioSchema } from './scenario-schema.ts';

const SCHEMA_TITLE = 'Spillway scenario';

/**
 * The scenario format as JSON Schema (draft 2020-12), as text with a final newline: what a file may hold, so that
 * settings with a default are not required.
 */
export function scenarioJsonSchemaText(): string {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input' });
  return `${JSON.stringify({ title: SCHEMA_TITLE, ...schema }, null, 2)}\n`;
}
