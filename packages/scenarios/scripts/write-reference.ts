/** Writes the table of settings into `docs/reference/scenarios.md`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withReferenceTable } from '../src/reference-table.ts';

const path = fileURLToPath(new URL('../../../docs/reference/scenarios.md', import.meta.url));
writeFileSync(path, withReferenceTable(readFileSync(path, 'utf8')));
