import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { onTestFinished } from 'vitest';
import { type ExchangeProcess, startExchangeProcess } from './exchange-process.ts';
import { DESKTOP, launchChromium } from './launch-chromium.ts';

/** A real exchange and a real browser before it. */
export interface Stage {
  readonly exchange: ExchangeProcess;
  readonly browser: Browser;
  /** Opens a page in a fresh profile; everything that goes wrong in it is recorded. */
  readonly open: (url: string, options?: BrowserContextOptions) => Promise<WatchedPage>;
}

export interface WatchedPage {
  readonly page: Page;
  /** Console errors and warnings, page errors, failed requests, violations of the content security policy. */
  readonly troubles: string[];
}

/** Sets the stage for one test and clears it when the test is over. */
export async function openStage(flags: readonly string[], adminToken?: string): Promise<Stage> {
  const exchange = await startExchangeProcess(flags, adminToken);
  onTestFinished(exchange.kill);
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  return { exchange, browser, open: (url, options) => openPage(browser, { url, options }) };
}

async function openPage(
  browser: Browser,
  { url, options }: { readonly url: string; readonly options: BrowserContextOptions | undefined },
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: DESKTOP, colorScheme: 'dark', ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`));
  page.on('requestfailed', (request) => {
    troubles.push(`failed request: ${request.url()} ${request.failure()?.errorText ?? ''}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`answer ${response.status()}: ${response.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      reportError(new Error(`content security policy: ${violatedDirective} ${blockedURI}`));
    });
  });
  await page.goto(url);
  return { page, troubles };
}
