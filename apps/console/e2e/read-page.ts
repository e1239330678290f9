import type { Page } from 'playwright';

/** The simulated time on the page, in seconds of its day. */
export async function clockSeconds(page: Page): Promise<number> {
  const text = (await page.getByTestId('clock').textContent()) ?? '';
  const [, hours = '', minutes = '', seconds = ''] = /(\d\d):(\d\d):(\d\d)/.exec(text) ?? [];
  if (seconds === '') throw new Error(`expected a clock such as 21:17:32, got "${text}"`);
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** A figure on the page as a number: `1,463` is 1463. */
export async function figure(page: Page, testId: string): Promise<number> {
  const text = (await page.getByTestId(testId).first().textContent()) ?? '';
  const value = Number(text.replaceAll(',', ''));
  if (text === '' || Number.isNaN(value)) throw new Error(`expected a number in ${testId}, got "${text}"`);
  return value;
}

/** Waits until the page has drawn a run: a price is there. */
export async function waitForMarket(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    /\d/.test(document.querySelector('[data-testid=mark-price]')?.textContent ?? ''),
  );
}

/** Pixels of the price chart that have the colour of a custom property of the page, within a small tolerance. */
export function countChartPixels(page: Page, property: string): Promise<number> {
  return page.evaluate((name) => {
    const probe = document.createElement('span');
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const wanted = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
    probe.remove();
    let count = 0;
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>('[data-testid=price-chart] canvas')) {
      if (canvas.width === 0 || canvas.height === 0) continue;
      // Read from a copy: reading from the chart's own canvas would change how the browser keeps it.
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {
        willReadFrequently: true,
      });
      copy?.drawImage(canvas, 0, 0);
      const pixels = copy?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      for (let index = 0; index + 3 < pixels.length; index += 4) {
        const distance = [0, 1, 2].reduce(
          (sum, channel) => sum + Math.abs((pixels[index + channel] ?? 0) - (wanted[channel] ?? 0)),
          0,
        );
        if (distance <= 6 && (pixels[index + 3] ?? 0) > 200) count += 1;
      }
    }
    return count;
  }, property);
}
