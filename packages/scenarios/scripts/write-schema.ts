/** Writes `scenario.schema.json`, the scenario format as JSON Schema, beside the package. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { scenarioJsonSchemaText } from '../src/json-schema.ts';

writeFileSync(fileURLToPath(new URL('../scenario.schema.json', import.meta.url)), scenarioJsonSchemaText());
