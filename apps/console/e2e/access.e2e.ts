import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { DESKTOP, PHONE } from './launch-chromium.ts';
import { openStage } from './open-stage.ts';
import { clockSeconds, waitForMarket } from './read-page.ts';

/** Slow enough to stop while the feed is short: axe takes its time over every row. */
const RUN = ['--scenario', 'october-2025', '--seed', '42', '--speed', '60'];

/** What axe calls serious or critical, as `rule: element`. */
async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

it.each([
  ['1440 px', DESKTOP],
  ['390 px', PHONE],
] as const)(
  'has no serious fault and no horizontal scroll at %s, in both themes',
  async (_width, viewport) => {
    const stage = await openStage(RUN);
    const { page, troubles } = await stage.open(stage.exchange.controlUrl, { viewport });
    await page.getByTestId('liquidation-row').first().waitFor({ timeout: 90_000 });
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByTestId('liquidation-row').first().getByRole('button').click();
    await expectNoFaults(page);
    for (const chart of ['price', 'forced volume']) {
      await page.getByRole('button', { name: `Show as table: ${chart}` }).click();
    }
    await expectNoFaults(page);
    await page.getByRole('button', { name: 'Keyboard shortcuts and help' }).click();
    await expectNoFaults(page);
    await page.goto(`${stage.exchange.watchUrl}/about`);
    await page.getByRole('heading', { name: 'About Spillway' }).waitFor();
    await expectNoFaults(page);
    expect(troubles).toEqual([]);
  },
);

async function expectNoFaults(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await seriousFaults(page), colorScheme).toEqual([]);
    expect(await overflow(page), colorScheme).toBeLessThanOrEqual(0);
  }
}

it('would notice a serious fault: a button without a name is found', async () => {
  const stage = await openStage(['--scenario', 'quiet-day', '--paused']);
  const { page } = await stage.open(stage.exchange.watchUrl);
  await waitForMarket(page);
  await page.evaluate(() => {
    const button = document.createElement('button');
    button.id = 'canary';
    document.querySelector('main')?.append(button);
  });
  expect(await seriousFaults(page)).toContain('button-name: #canary');
});

it('shows the controls to somebody without the token, disabled and with the reason', async () => {
  const stage = await openStage(['--scenario', 'quiet-day', '--paused']);
  const { page } = await stage.open(stage.exchange.watchUrl);
  await waitForMarket(page);
  await page.getByText('Open the link that npm start printed to control the run').waitFor();
  for (const name of ['Start', 'Step +10 s', 'Shock', 'Reset…']) {
    expect(await page.getByRole('button', { name }).isDisabled()).toBe(true);
  }
});

it('takes the token out of the address', async () => {
  const stage = await openStage(['--scenario', 'quiet-day', '--paused']);
  const { page } = await stage.open(stage.exchange.controlUrl);
  await waitForMarket(page);
  expect(page.url()).toBe(`${stage.exchange.watchUrl}/`);
  await page.reload();
  await waitForMarket(page);
  expect(await page.getByRole('button', { name: 'Start' }).isEnabled()).toBe(true);
});

it('can be driven by keyboard alone', async () => {
  const stage = await openStage(['--scenario', 'october-2025', '--seed', '42', '--paused']);
  const { page } = await stage.open(stage.exchange.controlUrl);
  await waitForMarket(page);
  await page.getByRole('button', { name: 'Start' }).isEnabled();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the market');
  const startedAt = await clockSeconds(page);
  await page.keyboard.press('.');
  await expect.poll(() => clockSeconds(page), { timeout: 20_000 }).toBe(startedAt + 10);
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  // Behind a dialog the keys are silent.
  await page.keyboard.press('.');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await clockSeconds(page)).toBe(startedAt + 10);
  await page.keyboard.press('s');
  // Inside a field the same keys are letters.
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('-3.5');
  await page.keyboard.press('Enter');
  await page.getByTestId('latest-shock').getByText('-3.5 % shock').waitFor({ timeout: 20_000 });
  expect(await clockSeconds(page)).toBe(startedAt + 10);
  await page.getByRole('heading', { name: 'Feed' }).click();
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Start' }).waitFor();
});

it('says why a shock cannot be, and changes nothing', async () => {
  const stage = await openStage(['--scenario', 'quiet-day', '--paused']);
  const { page } = await stage.open(stage.exchange.controlUrl);
  await waitForMarket(page);
  await page.getByLabel('Shock in percent of the index price').fill('five');
  await page.getByRole('button', { name: 'Shock' }).click();
  await page.getByTestId('notice').getByText('from −50 to 50').waitFor();
  expect(await page.getByTestId('latest-shock').count()).toBe(0);
});
