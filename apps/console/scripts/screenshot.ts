/**
 * Makes the pictures of the documentation from a real run with a fixed seed, in the middle of its cascade:
 * `docs/images/console.png` (1440 wide, dark) and `docs/images/console-phone.png`.
 *
 *     node apps/console/scripts/screenshot.ts
 *
 * The console must be built. The run is stepped, not played, so the same scenario gives the same picture.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { startExchangeProcess } from '../e2e/exchange-process.ts';
import { launchChromium, PHONE } from '../e2e/launch-chromium.ts';
import { clockSeconds, waitForMarket } from '../e2e/read-page.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
/** Higher than a screen, so that the volume by margin mode is in it. */
const PICTURE = { width: 1440, height: 1160 } as const;
const SEED = '42';
/** 21:21 of the simulated day: the low is just behind, and prices begin to come back. */
const STOP_AT_SECONDS = (21 * 60 + 21) * 60;
const MINUTE_S = 60;
const POLL_MS = 100;
const STEP_LIMIT_MS = 120_000;
/** Long enough for the charts to be drawn and for fonts to be there. */
const SETTLE_MS = 1_500;

const exchange = await startExchangeProcess(['--scenario', 'october-2025', '--seed', SEED, '--paused']);
const browser = await launchChromium();
try {
  await mkdir(FOLDER, { recursive: true });
  const desktop = await openConsole({ url: exchange.controlUrl, viewport: PICTURE });
  await stepTo(desktop, STOP_AT_SECONDS);
  await desktop.mouse.move(0, 0);
  await desktop.waitForTimeout(SETTLE_MS);
  await desktop.screenshot({ path: `${FOLDER}console.png` });
  const phone = await openConsole({ url: exchange.controlUrl, viewport: PHONE });
  await phone.getByTestId('phase').evaluate((badge) => badge.scrollIntoView({ block: 'center' }));
  await phone.mouse.wheel(0, PHONE.height - 120);
  await phone.waitForTimeout(SETTLE_MS);
  await phone.screenshot({ path: `${FOLDER}console-phone.png` });
} finally {
  await browser.close();
  await exchange.kill();
}

interface PictureOptions {
  readonly url: string;
  readonly viewport: { readonly width: number; readonly height: number };
}

async function openConsole({ url, viewport }: PictureOptions): Promise<Page> {
  const page = await browser.newPage({ viewport, colorScheme: 'dark' });
  await page.goto(url);
  await waitForMarket(page);
  return page;
}

/** Steps minute by minute until the simulated clock shows the time. */
async function stepTo(page: Page, seconds: number): Promise<void> {
  for (let now = await clockSeconds(page); now < seconds; now = await clockSeconds(page)) {
    const deadline = Date.now() + STEP_LIMIT_MS;
    await page.getByRole('button', { name: 'Step +1 min' }).click();
    while ((await clockSeconds(page)) < now + MINUTE_S) {
      if (Date.now() > deadline) throw new Error(`a step of one minute took longer than ${STEP_LIMIT_MS} ms`);
      await page.waitForTimeout(POLL_MS);
    }
  }
}
