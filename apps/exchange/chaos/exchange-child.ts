/**
 * The exchange that the chaos harness kills. With `early` it acknowledges before anything is on the disk: a harness that
 * finds nothing lost then would prove nothing.
 */
import process from 'node:process';
import { startExchange } from '../src/start-exchange.ts';

const [dataFolder = '', port = '0', adminToken = '', acknowledging = 'durable'] = process.argv.slice(2);

const exchange = await startExchange({
  scenario: 'load-test',
  seed: '7',
  isPaused: true,
  port: Number(port),
  dataFolder,
  adminToken,
  // The clients are as fast as they can be.
  limits: { rate: { burst: 1_000_000, perSecond: 1_000_000 } },
  isAcknowledgingEarlySoThatDataIsLost: acknowledging === 'early',
  report: (error) => process.stderr.write(`${String(error)}\n`),
});
void exchange.failed.then(() => process.exit(1));
process.on('SIGTERM', () => void exchange.close().then(() => process.exit(0)));
process.stdout.write(`listening on ${exchange.url}\n`);
