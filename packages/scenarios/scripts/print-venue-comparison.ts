/** Prints the table that `docs/how-to/compare-venues.md` shows. */
import { readScenario } from '../src/catalogue.ts';
import { venueComparison } from '../src/venue-comparison.ts';

process.stdout.write(venueComparison(readScenario('venue-selloff'), '42'));
