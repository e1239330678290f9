import { expect, it, onTestFinished } from 'vitest';
import { startExchangeProcess } from './exchange-process.ts';
import { openStage } from './open-stage.ts';
import { clockSeconds, waitForMarket } from './read-page.ts';

it('says that the exchange is gone, keeps what it knew, and comes back by itself', async () => {
  const token = 'a-token-for-this-test';
  const stage = await openStage(['--scenario', 'quiet-day', '--speed', '60'], token);
  const { page } = await stage.open(stage.exchange.controlUrl);
  await waitForMarket(page);
  await page.getByText('live', { exact: true }).waitFor();
  await stage.exchange.kill();
  await page.getByText('offline, retrying').waitFor({ timeout: 10_000 });
  const lastKnown = await clockSeconds(page);
  expect(await page.getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true);
  const again = await startExchangeProcess(
    ['--scenario', 'quiet-day', '--paused', '--port', String(stage.exchange.port)],
    token,
  );
  onTestFinished(again.kill);
  await page.getByText('live', { exact: true }).waitFor({ timeout: 20_000 });
  // A new process plays a new run: from its beginning, paused, and the controls work again.
  await expect.poll(() => clockSeconds(page), { timeout: 10_000 }).toBeLessThan(lastKnown);
  await expect.poll(() => page.getByRole('button', { name: 'Start' }).isEnabled()).toBe(true);
});
