/** The pages of samples/web, opened as a visitor would. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { bundleEntry } from '../../scripts/build-browser.mjs';
import type { AkmImage } from '../../src/browser/element/index.js';
import { describeInBrowser, it } from './support/browser-test.js';

const SCREENSHOTS = process.env.AKM_SCREENSHOTS;

/** The first lines that a process writes. */
async function readLines({ stdout }: ChildProcess, count: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stdout! })) if (lines.push(line) === count) break;
  return lines;
}

describeInBrowser('the sample pages', () => {
  it('are served by a server that lists them', async ({ page, complaints }) => {
    const server = spawn(process.execPath, [
      fileURLToPath(new URL('../../samples/web/serve.mjs', import.meta.url)),
      '0',
    ]);
    try {
      const urls = await readLines(server, 3);
      for (const [url, selector] of [
        [urls[0], 'akm-image'],
        [urls[1], 'figure akm-image'],
        [urls[2], 'img'],
      ]) {
        await page.goto(url);
        await page.waitForFunction(
          (found) => document.querySelector<AkmImage | HTMLImageElement>(found)?.naturalWidth === 640,
          selector,
        );
      }
    } finally {
      server.kill();
    }
    expect(complaints.splice(0).every((text) => text.includes('404'))).toBe(true);
  });

  it('plain HTML: shows all pictures except the missing one', async ({ page, complaints }) => {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto('/samples/web/plain.html');
      await page.locator('akm-image[loading=lazy]').scrollIntoViewIfNeeded();
      await page.waitForFunction(() =>
        [...document.querySelectorAll<AkmImage>('akm-image')].every(({ complete }) => complete),
      );
      const sizes = await page.$$eval('akm-image', (images: AkmImage[]) => images.map((image) => image.naturalWidth));
      expect(sizes).toEqual([640, 256, 192, 800, 0]);
      expect(complaints.splice(0).every((text) => text.includes('404'))).toBe(true);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/plain-${width}.png`, fullPage: true });
    }
  });

  it('React: shows the chosen picture and its size', async ({ page, server }) => {
    server.serve('/samples/web/built/react.js', (await bundleEntry('samples/web/react.jsx')).code);
    await page.goto('/samples/web/react.html');
    await page.locator('figcaption', { hasText: '640 x 480 pixels' }).waitFor();
    await page.locator('button').nth(2).click();
    await page.locator('figcaption', { hasText: '192 x 128 pixels' }).waitFor();
    expect(await page.locator('figure akm-image').getAttribute('alt')).toBe('A small landscape in 30 colours');
    if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/react.png`, fullPage: true });
  });

  it('a service worker: plain images and backgrounds', async ({ page }) => {
    await page.goto('/samples/web/service-worker.html');
    await page.waitForFunction(() => document.querySelector('img')?.complete);
    expect(await page.$eval('img', (image) => image.naturalWidth)).toBe(640);
    if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/service-worker.png`, fullPage: true });
  });
});
