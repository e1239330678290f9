/** The exchange that is measured, in a process of its own. */
import process from 'node:process';
import { startExchange } from '../../src/start-exchange.ts';
import { answerParent } from './answer-parent.ts';
import type { ExchangeTerms } from './server-process.ts';

const { dataFolder, isPaused, adminToken } = JSON.parse(process.argv[2] ?? '{}') as ExchangeTerms;
/** The generator is as fast as it can be, and all of it sits on one machine. */
const UNLIMITED = 1_000_000;

const exchange = await startExchange({
  scenario: 'load-test',
  seed: '7',
  port: 0,
  isPaused,
  adminToken,
  dataFolder: dataFolder ?? undefined,
  limits: { rate: { burst: UNLIMITED, perSecond: UNLIMITED }, connectionsMax: UNLIMITED },
  report: (error) => process.stderr.write(`${String(error)}\n`),
});
void exchange.failed.then(() => process.exit(1));
answerParent(exchange.url, { close: () => exchange.close() });
