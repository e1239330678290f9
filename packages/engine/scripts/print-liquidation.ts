/** Prints the worked example of `docs/explanation/liquidation.md`, as the engine does it. */
import { liquidationExample } from '../src/liquidation/worked-example.fixture.ts';

process.stdout.write(`${liquidationExample().lines.join('\n')}\n`);
