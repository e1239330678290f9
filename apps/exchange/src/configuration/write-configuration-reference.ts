/** Writes `docs/reference/configuration.md` from the schema of the settings. */
import { writeFileSync } from 'node:fs';
import { CONFIGURATION_REFERENCE, configurationReference } from './configuration-reference.ts';

writeFileSync(new URL(`../../../../${CONFIGURATION_REFERENCE}`, import.meta.url), configurationReference());
