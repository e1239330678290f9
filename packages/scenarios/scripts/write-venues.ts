/** Writes `docs/reference/venues.md` from the venue presets. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { venueReference } from '../src/venue-reference.ts';

writeFileSync(fileURLToPath(new URL('../../../docs/reference/venues.md', import.meta.url)), venueReference());
