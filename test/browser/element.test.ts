/** `<akm-image>` in a page: its life, as that of an `<img>`. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { decode } from '../../src/decode/index.js';
import { encode } from '../../src/encode/index.js';
import { describeInBrowser, it } from './support/browser-test.js';
import type { TestServer } from './support/test-server.js';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)));
const SCENE = read('samples/scene.akm');
const ELEMENT = '<script type="module" src="/dist/browser/element.js"></script>';

/** Writes the names of events of elements into `events`, as they come. */
const LOG = `<script>var events = [];
for (const type of ['load', 'error'])
  document.addEventListener(type, ({ target, error }) => {
    if (target.localName === 'akm-image') events.push(target.id + ' ' + (error ? error.name + ' ' + error.code : type));
  }, true);
</script>`;

async function open(page: Page, server: TestServer, body: string, options = {}): Promise<void> {
  server.servePage('/page.html', body, { head: LOG + ELEMENT, ...options });
  await page.goto('/page.html');
}

const eventsOf = (page: Page) => page.evaluate(() => (globalThis as unknown as { events: string[] }).events);
const waitForEvents = (page: Page, count: number) =>
  page.waitForFunction((n) => (globalThis as unknown as { events: string[] }).events.length >= n, count);

/** What the canvas of an element shows: RGBA. */
const pixelsOf = (page: Page, selector: string) =>
  page.$eval(selector, (element) => {
    const canvas = element.shadowRoot!.querySelector('canvas')!;
    return Array.from(canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data);
  });

const boxOf = (page: Page, selector: string) =>
  page.$eval(selector, (element) => {
    const { width, height } = element.getBoundingClientRect();
    return { width, height };
  });

/** Colours along two axes, nothing smoothed, a band a block row. */
function makeBands(): Uint8Array {
  const [width, height] = [64, 64];
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set([(i % width) * 4, Math.floor(i / width) * 4, 128, 255], i * 4);
  return encode({ width, height, data }, { k1: 16, k2: 64, block: 16, classify: 'variance' });
}

describeInBrowser('<akm-image>', () => {
  it('loads, tells its size, shows the pixels that the library decodes', async ({ page, server }) => {
    await open(page, server, '<akm-image id="a" src="/samples/scene.akm" alt="Berries"></akm-image>');
    await waitForEvents(page, 1);
    expect(await eventsOf(page)).toEqual(['a load']);
    const told = await page.$eval('akm-image', (image) => ({
      complete: image.complete,
      natural: [image.naturalWidth, image.naturalHeight],
      drawn: [image.width, image.height],
      currentSrc: new URL(image.currentSrc).pathname,
    }));
    expect(told).toEqual({ complete: true, natural: [640, 480], drawn: [640, 480], currentSrc: '/samples/scene.akm' });
    expect(Buffer.from(await pixelsOf(page, '#a')).equals(Buffer.from(decode(SCENE).data))).toBe(true);
  });

  it('has the box of an <img> under every kind of style', async ({ page, server }) => {
    const styles = [
      '',
      'width: 200px',
      'height: 100px',
      'width: 50%',
      'max-width: 100%',
      'width: 100px; height: 300px',
      'display: block',
      'display: block; max-width: 100%',
      'max-height: 90px',
      'padding: 10px; border: 3px solid; width: 200px',
      'padding: 10px; box-sizing: border-box; width: 200px',
      'display: block; height: 90px',
      'min-width: 700px',
      'max-width: 100%; height: auto',
      'position: absolute',
      'position: absolute; width: 30px',
      'float: left; height: 60px',
      'vertical-align: middle; width: 40px',
    ];
    const attributes = ['', 'width="120"', 'height="60"', 'width="120" height="60"', 'width="50%"'];
    const cells = styles.flatMap((style) => attributes.map((sizes) => `${sizes} style="${style}"`));
    server.serve('/scene.png', read('samples/scene.png'));
    const body = cells
      .map((cell) =>
        ['akm-image src="/samples/scene.akm"', 'img src="/scene.png"']
          .map((tag) => `<div class="cell">x<${tag} ${cell}>${tag.startsWith('img') ? '' : '</akm-image>'}y</div>`)
          .join(''),
      )
      .join('');
    await open(page, server, body, {
      head: `${LOG}${ELEMENT}<style>.cell { width: 300px; position: relative; font: 16px/20px serif }</style>`,
    });
    await waitForEvents(page, cells.length);
    const boxes = await page.$$eval('.cell', (found) =>
      found.map((cell) => {
        const image = cell.querySelector('akm-image, img') as HTMLElement;
        const { width, height, x, y } = image.getBoundingClientRect();
        const outer = cell.getBoundingClientRect();
        return [width, height, x - outer.x, y - outer.y, outer.height].map((n) => Math.round(n * 100) / 100);
      }),
    );
    const differing = cells.filter((_, i) => JSON.stringify(boxes[2 * i]) !== JSON.stringify(boxes[2 * i + 1]));
    expect(differing.map((cell) => [cell, boxes[2 * cells.indexOf(cell)], boxes[2 * cells.indexOf(cell) + 1]])).toEqual(
      [],
    );
  });

  it('keeps its room as soon as the header is known, and draws band by band', async ({ page, server }) => {
    const bytes = makeBands();
    const feed = server.feed('/slow.akm');
    await open(page, server, '<akm-image id="a" src="/slow.akm" style="width: 32px"></akm-image>');
    await feed.asked;
    expect(await boxOf(page, '#a')).toEqual({ width: 32, height: 0 });
    feed.write(bytes);
    feed.end();
    await waitForEvents(page, 1);
    expect(await boxOf(page, '#a')).toEqual({ width: 32, height: 32 });
  });
});
