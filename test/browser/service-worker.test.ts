/** `akm/service-worker` in a page's service worker: requests that it answers with a PNG, and requests that it leaves alone. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { decode } from '../../src/decode/index.js';
import { describeInBrowser, it } from './support/browser-test.js';
import type { TestServer } from './support/test-server.js';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)));
const WORKER = `import { serveAkm } from '/dist/browser/service-worker.js';
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
serveAkm(self, { maxPixels: 350_000 });`;

async function open(page: Page, server: TestServer): Promise<void> {
  server.serve('/sw.js', WORKER);
  server.servePage('/page.html', '');
  await page.goto('/page.html');
  await page.evaluate(async () => {
    const taken = new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done));
    await navigator.serviceWorker.register('/sw.js', { type: 'module' });
    await taken;
  });
}

/** Loads an `<img>`: its RGBA bytes as base64, or `error`. */
const loadImage = (page: Page, src: string) =>
  page.evaluate(async (url) => {
    const image = new Image();
    image.src = url;
    try {
      await image.decode();
    } catch {
      return 'error';
    }
    const context = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d')!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.naturalWidth, image.naturalHeight);
    let text = '';
    for (let i = 0; i < data.length; i += 4096) text += String.fromCharCode(...data.subarray(i, i + 4096));
    return btoa(text);
  }, src);

const pixelsOf = (file: string) => Buffer.from(decode(read(file)).data).toString('base64');

describeInBrowser('the service worker', () => {
  it('shows plain images and backgrounds, and leaves fetch and HEAD alone', async ({ page, server }) => {
    await open(page, server);
    expect(await loadImage(page, '/samples/pixel-art.akm')).toBe(pixelsOf('samples/pixel-art.akm'));
    const told = await page.evaluate(async () => {
      const { headers } = await fetch('/samples/pixel-art.akm', { method: 'HEAD' });
      const bytes = new Uint8Array(await (await fetch('/samples/pixel-art.akm')).arrayBuffer());
      document.body.style.background = 'url(/samples/pixel-art.akm)';
      return { type: headers.get('content-type'), signature: Array.from(bytes.subarray(0, 4)) };
    });
    expect(told).toEqual({ type: 'image/x-akm', signature: [0x89, 0x41, 0x4b, 0x4d] });
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await expect.poll(async () => (await page.screenshot()).length).toBeGreaterThan(4000);
  });

  it('keeps a PNG as long as the file is the same', async ({ page, server }) => {
    await open(page, server);
    const serve = (file: string, etag: string) =>
      server.serve('/picture.akm', read(file), { headers: { etag, 'cache-control': 'no-cache' } });
    serve('samples/pixel-art.akm', '"1"');
    expect(await loadImage(page, '/picture.akm')).toBe(pixelsOf('samples/pixel-art.akm'));
    // Other bytes under the same tag would show that it decoded again.
    serve('spec/vectors/valid/bands.akm', '"1"');
    await page.reload();
    expect(await loadImage(page, '/picture.akm')).toBe(pixelsOf('samples/pixel-art.akm'));
    serve('spec/vectors/valid/bands.akm', '"2"');
    await page.reload();
    expect(await loadImage(page, '/picture.akm')).toBe(pixelsOf('spec/vectors/valid/bands.akm'));
  });

  it('passes on other pictures, errors, and files that are damaged or too large', async ({
    page,
    server,
    complaints,
  }) => {
    await open(page, server);
    const damaged = Uint8Array.from(read('samples/pixel-art.akm'));
    damaged[damaged.length >> 1] ^= 1;
    server.serve('/damaged.akm', damaged);
    server.serve('/really.akm', read('samples/icon.png'));
    expect(await loadImage(page, '/damaged.akm')).toBe('error');
    expect(await loadImage(page, '/missing.akm')).toBe('error');
    expect(await loadImage(page, '/samples/screenshot.akm')).toBe('error');
    expect(await loadImage(page, '/spec/vectors/valid/pixel.akm')).not.toBe('error');
    // A PNG with another extension is still a PNG.
    expect(await loadImage(page, '/really.akm')).not.toBe('error');
    expect(complaints.splice(0).every((text) => text.includes('404'))).toBe(true);
  });
});
