import { expect, it } from 'vitest';
import { openStage } from './open-stage.ts';
import { clockSeconds, countChartPixels, figure, waitForMarket } from './read-page.ts';

const MINUTE_S = 60;

it('shows a cascade as it happens: prices, markers of both modes, rows in words, volume, who pays', async () => {
  const stage = await openStage(['--scenario', 'october-2025', '--seed', '42', '--speed', '300']);
  const { page, troubles } = await stage.open(stage.exchange.watchUrl);
  await waitForMarket(page);
  await expect.poll(() => page.getByTestId('phase').textContent(), { timeout: 90_000 }).toBe('Cascade');
  await expect
    .poll(() => page.getByTestId('liquidation-row').count(), { timeout: 90_000 })
    .toBeGreaterThan(20);
  await expect.poll(() => countChartPixels(page, '--isolated'), { timeout: 60_000 }).toBeGreaterThan(30);
  await expect.poll(() => countChartPixels(page, '--cross'), { timeout: 60_000 }).toBeGreaterThan(30);
  expect(await figure(page, 'liquidation-count')).toBeGreaterThan(0);
  const row = await page.getByTestId('liquidation-row').first().textContent();
  expect(row).toMatch(
    /(Isolated|Cross) \d+x (long|short), [\d,.]+ USDT, .+ at [\d,.]+: \d+(st|nd|rd|th) wave/,
  );
  await expect.poll(() => page.getByTestId('volume-isolated').first().textContent()).not.toBe('$0');
  expect(troubles).toEqual([]);
});

it('pauses: simulated time stands still, and goes on when it is started again', async () => {
  const stage = await openStage(['--scenario', 'quiet-day', '--speed', '60']);
  const { page, troubles } = await stage.open(stage.exchange.controlUrl);
  await waitForMarket(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Start' }).waitFor();
  await expect.poll(() => page.getByTestId('notice').textContent()).toMatch(/^Paused at /);
  const pausedAt = await clockSeconds(page);
  // At 60 times the speed of life a market that is not paused would be more than a minute further.
  await page.waitForTimeout(1_500);
  expect(await clockSeconds(page)).toBe(pausedAt);
  await page.getByRole('button', { name: 'Start' }).click();
  await expect.poll(() => clockSeconds(page), { timeout: 20_000 }).toBeGreaterThan(pausedAt + 30);
  expect(troubles).toEqual([]);
});

it('steps exactly as far as the button says', async () => {
  const stage = await openStage(['--scenario', 'october-2025', '--paused']);
  const { page } = await stage.open(stage.exchange.controlUrl);
  await waitForMarket(page);
  const startedAt = await clockSeconds(page);
  await page.getByRole('button', { name: 'Step +10 s' }).click();
  await expect.poll(() => clockSeconds(page), { timeout: 20_000 }).toBe(startedAt + 10);
  await page.getByRole('button', { name: 'Step +1 min' }).click();
  await expect.poll(() => clockSeconds(page), { timeout: 30_000 }).toBe(startedAt + 10 + MINUTE_S);
});

it('injects a shock and shows what follows: its row, a lower mark, forced fills that name it', async () => {
  const stage = await openStage(['--scenario', 'october-2025', '--seed', '42', '--paused']);
  const { page, troubles } = await stage.open(stage.exchange.controlUrl);
  await waitForMarket(page);
  await page.getByRole('button', { name: 'Step +1 min' }).click();
  await expect
    .poll(() => page.getByTestId('notice').textContent(), { timeout: 30_000 })
    .toMatch(/^Stepped 1 min/);
  const markBefore = await figure(page, 'mark-price');
  const liquidationsBefore = await figure(page, 'liquidation-count');
  await page.getByLabel('Shock in percent of the index price').fill('-10');
  await page.getByRole('button', { name: 'Shock' }).click();
  await page.getByTestId('latest-shock').getByText('-10 % shock').waitFor({ timeout: 20_000 });
  await expect.poll(() => page.getByTestId('notice').textContent()).toMatch(/^Shock of −10\.00 %/);
  await page.getByRole('button', { name: 'Step +1 min' }).click();
  await expect.poll(() => figure(page, 'mark-price'), { timeout: 30_000 }).toBeLessThan(markBefore * 0.96);
  await expect
    .poll(() => figure(page, 'liquidation-count'), { timeout: 30_000 })
    .toBeGreaterThan(liquidationsBefore + 10);
  await expect
    .poll(() => page.getByTestId('liquidation-row').first().textContent())
    .toMatch(/wave of the operator's -10 % shock/);
  expect(troubles).toEqual([]);
});

it('opens a row to its story: why, who took the other side, what the mode meant', async () => {
  const stage = await openStage(['--scenario', 'october-2025', '--seed', '42', '--speed', '300']);
  const { page } = await stage.open(stage.exchange.watchUrl);
  const row = page.getByTestId('liquidation-row').first();
  await row.waitFor({ timeout: 90_000 });
  await page.getByRole('button', { name: 'Hold still' }).click();
  await row.getByRole('button').click();
  for (const part of ['Why', 'Who took it', 'The mode']) {
    await row.getByText(part, { exact: true }).waitFor();
  }
});

it('resets with another seed, after asking, and begins at the beginning', async () => {
  const stage = await openStage(['--scenario', 'october-2025', '--seed', '42', '--paused']);
  const { page, troubles } = await stage.open(stage.exchange.controlUrl);
  await waitForMarket(page);
  const startedAt = await clockSeconds(page);
  await page.getByRole('button', { name: 'Step +1 min' }).click();
  await expect.poll(() => clockSeconds(page), { timeout: 30_000 }).toBe(startedAt + MINUTE_S);
  await page.getByLabel('Seed').fill('43');
  await page.getByRole('button', { name: 'Reset…' }).click();
  await page.getByRole('button', { name: 'Keep this run' }).click();
  expect(await clockSeconds(page)).toBe(startedAt + MINUTE_S);
  await page.getByRole('button', { name: 'Reset…' }).click();
  await page.getByRole('button', { name: 'Reset with seed 43' }).click();
  await expect.poll(() => page.getByText('seed 43').count(), { timeout: 30_000 }).toBeGreaterThan(0);
  await expect.poll(() => clockSeconds(page), { timeout: 20_000 }).toBeLessThan(startedAt + MINUTE_S);
  await expect.poll(() => figure(page, 'liquidation-count')).toBe(0);
  expect(troubles).toEqual([]);
});

it('says that a circuit breaker has halted trading, and that it goes on', async () => {
  // A halt of five minutes is two and a half seconds here.
  const stage = await openStage(['--scenario', 'circuit-breaker', '--seed', '42', '--speed', '120']);
  const { page, troubles } = await stage.open(stage.exchange.watchUrl);
  await waitForMarket(page);
  const phase = page.getByTestId('phase');
  const rows = async (): Promise<string> => (await page.getByTestId('halt-row').allTextContents()).join('\n');
  await expect.poll(() => phase.textContent(), { timeout: 90_000 }).toBe('Halted');
  await expect.poll(rows, { timeout: 10_000 }).toContain('Halt: Trading of every instrument stands still');
  await expect
    .poll(rows, { timeout: 90_000 })
    .toContain('End of a halt: Trading of every instrument goes on');
  expect(troubles).toEqual([]);
});
