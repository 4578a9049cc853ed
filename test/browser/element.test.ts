/** `<akm-image>` in a page behaves like an `<img>`. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { AkmImage } from '../../src/browser/element/index.js';
import { type AkmError, decode, readInfo, readSections } from '../../src/decode/index.js';
import { readPicture } from '../../src/io/index.js';
import { describeInBrowser, it } from './support/browser-test.js';
import { TestServer } from './support/test-server.js';

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

/** The pixels of an element's canvas: RGBA. */
async function pixelsOf(page: Page, selector: string): Promise<Buffer> {
  const base64 = await page.$eval(selector, (element) => {
    const { canvas } = element.shadowRoot!.querySelector('canvas')!.getContext('2d')!;
    // A copy that is made for frequent reads. Reads of other canvases are slow, and the browser warns about them.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })!;
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let text = '';
    for (let i = 0; i < data.length; i += 4096) text += String.fromCharCode(...data.subarray(i, i + 4096));
    return btoa(text);
  });
  return Buffer.from(base64, 'base64');
}

const boxOf = (page: Page, selector: string) =>
  page.$eval(selector, (element) => {
    const { width, height } = element.getBoundingClientRect();
    return { width, height };
  });

/** Three bands of eight rows and what lies before each, as offsets. */
const BANDS = read('spec/vectors/valid/bands.akm');
const BAND_STARTS = readSections(BANDS)
  .filter(({ name }) => / sizes$/.test(name))
  .map(({ offset }) => offset);

describeInBrowser('<akm-image>', () => {
  it('loads, reports its size, and shows the pixels that the library decodes', async ({ page, server }) => {
    await open(page, server, '<akm-image id="a" src="/samples/scene.akm" alt="Berries"></akm-image>');
    await waitForEvents(page, 1);
    expect(await eventsOf(page)).toEqual(['a load']);
    const told = await page.$eval('akm-image', (image: AkmImage) => ({
      complete: image.complete,
      natural: [image.naturalWidth, image.naturalHeight],
      drawn: [image.width, image.height],
      currentSrc: new URL(image.currentSrc).pathname,
    }));
    expect(told).toEqual({ complete: true, natural: [640, 480], drawn: [640, 480], currentSrc: '/samples/scene.akm' });
    expect((await pixelsOf(page, '#a')).equals(Buffer.from(decode(SCENE).data))).toBe(true);
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
      head: `${LOG}${ELEMENT}<style>.cell { display: flow-root; width: 300px; position: relative; font: 16px/20px serif }</style>`,
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
    const describe = (cell: string, i: number) => `${cell}: ${boxes[2 * i]}; as an img ${boxes[2 * i + 1]}`;
    const differing = cells.map(describe).filter((_, i) => boxes[2 * i].join() !== boxes[2 * i + 1].join());
    expect(differing).toEqual([]);
  });

  it('reserves its space after the header, then draws the block map, then band by band', async ({ page, server }) => {
    const { width, height, data } = decode(BANDS);
    const rows = (count: number) => Buffer.from(data.subarray(0, count * width * 4));
    const info = readInfo(BANDS);
    const feed = server.feed('/slow.akm');
    await open(page, server, '<akm-image id="a" src="/slow.akm" style="width: 100px"></akm-image>');
    await feed.asked;
    expect(await boxOf(page, '#a')).toEqual({ width: 100, height: 0 });

    let drawn: Buffer = Buffer.alloc(0);
    const rowsDrawn = async () => {
      drawn = await pixelsOf(page, '#a');
      let count = 0;
      while (count < height && rows(count + 1).equals(drawn.subarray(0, (count + 1) * width * 4))) count++;
      return count;
    };
    const bandRows = info.bandBlockRows * info.blockSide;
    expect(BAND_STARTS.length).toBeGreaterThan(2);
    for (const [index, start] of BAND_STARTS.entries()) {
      feed.write(BANDS.subarray(index === 0 ? 0 : BAND_STARTS[index - 1], start));
      await expect.poll(() => page.$eval('#a', (image: AkmImage) => image.naturalWidth)).toBe(width);
      await expect.poll(rowsDrawn).toBeGreaterThanOrEqual(index * bandRows);
      // Below the bands that have arrived: two colours, one for each class, block by block.
      const below = index * bandRows;
      const colours = [new Set<number>(), new Set<number>()];
      for (let y = below; y < height; y++)
        for (let x = 0; x < width; x++) {
          const block = Math.floor(y / info.blockSide) * info.blockColumns + Math.floor(x / info.blockSide);
          colours[info.blockMap[block]].add(drawn.readUInt32LE((y * width + x) * 4));
        }
      expect(colours.map(({ size }) => size)).toEqual([1, 1]);
      expect(await eventsOf(page)).toEqual([]);
    }
    expect(await boxOf(page, '#a')).toEqual({ width: 100, height: (100 * height) / width });
    feed.write(BANDS.subarray(BAND_STARTS[BAND_STARTS.length - 1]));
    feed.end();
    await waitForEvents(page, 1);
    expect(await rowsDrawn()).toBe(height);
  });

  it('waits with loading="lazy" until it is near the window', async ({ page, server }) => {
    await open(
      page,
      server,
      '<div style="height: 5000px"></div><akm-image id="a" loading="lazy" src="/samples/icon.akm" width="64" height="64"></akm-image>',
    );
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    expect(server.countRequests('/samples/icon.akm')).toBe(0);
    expect(await page.$eval('#a', (image: AkmImage) => image.complete)).toBe(false);
    await page.mouse.wheel(0, 3500);
    await waitForEvents(page, 1);
    expect(await eventsOf(page)).toEqual(['a load']);
  });

  it('reports its error: no file, not an AKM file, a damaged file, no network', async ({
    page,
    server,
    complaints,
  }) => {
    const damaged = Uint8Array.from(SCENE);
    damaged[damaged.length >> 1] ^= 1;
    server.serve('/damaged.akm', damaged);
    server.serve('/text.akm', '<html>');
    server.serve('/short.akm', SCENE.subarray(0, 20_000));
    server.route('/gone.akm', (_, response) => response.destroy());
    const names = ['missing', 'damaged', 'text', 'short', 'gone'];
    await open(
      page,
      server,
      names.map((name) => `<akm-image id="${name}" src="/${name}.akm" alt="Instead of ${name}"></akm-image>`).join(' '),
    );
    await waitForEvents(page, names.length);
    expect((await eventsOf(page)).sort()).toEqual([
      'damaged FormatError band-crc',
      'gone AkmError network',
      'missing AkmError network',
      'short FormatError truncated',
      'text FormatError signature',
    ]);
    const told = await page.$eval('#damaged', (image: AkmImage) => ({
      complete: image.complete,
      natural: image.naturalWidth,
      refused: image.decode().then(
        () => '',
        (error: AkmError) => error.code,
      ),
      text: (image.shadowRoot!.querySelector('span') as HTMLElement).innerText,
      isThere: image.getBoundingClientRect().width > 50,
    }));
    expect(told).toMatchObject({ complete: true, natural: 0, text: 'Instead of damaged', isThere: true });
    expect(
      await page.$eval('#damaged', (image: AkmImage) => image.decode().catch((error: AkmError) => error.code)),
    ).toBe('band-crc');
    // The browser itself names what it could not load.
    expect(complaints.splice(0).every((text) => /Failed to load resource/.test(text))).toBe(true);
  });

  it('fails when the connection breaks, and clears the bands that it has drawn', async ({
    page,
    server,
    complaints,
  }) => {
    const feed = server.feed('/broken.akm', { 'content-length': String(SCENE.length), 'accept-ranges': 'bytes' });
    await open(page, server, '<akm-image id="a" src="/broken.akm" alt="Berries"></akm-image>');
    await feed.asked;
    feed.write(SCENE.subarray(0, 30_000));
    await expect.poll(() => page.$eval('#a', (image: AkmImage) => image.naturalWidth)).toBe(640);
    feed.destroy();
    await waitForEvents(page, 1);
    expect(await eventsOf(page)).toEqual(['a AkmError network']);
    const told = await page.$eval('#a', (image: AkmImage) => ({
      complete: image.complete,
      natural: image.naturalWidth,
      text: (image.shadowRoot!.querySelector('span') as HTMLElement).innerText,
      canvas: image.shadowRoot!.querySelector('canvas')!.hidden,
    }));
    expect(told).toEqual({ complete: true, natural: 0, text: 'Berries', canvas: true });
    expect(complaints.splice(0).every((text) => /Failed to load resource|ERR_/.test(text))).toBe(true);
  });

  it('requests the whole file, without a Range header', async ({ page, server }) => {
    const ranges: (string | undefined)[] = [];
    server.route('/plain.akm', ({ headers }, response) => {
      ranges.push(headers.range);
      response.writeHead(200, { 'content-type': 'image/x-akm', 'accept-ranges': 'none' }).end(SCENE);
    });
    await open(page, server, '<akm-image id="a" src="/plain.akm"></akm-image>');
    await waitForEvents(page, 1);
    expect(await eventsOf(page)).toEqual(['a load']);
    expect(ranges).toEqual([undefined]);
  });

  it('reports an error when a picture is too wide for a canvas', async ({ page, server }) => {
    await open(page, server, '<akm-image id="a" src="/spec/vectors/valid/width-65537.akm"></akm-image>');
    await waitForEvents(page, 1);
    expect(await eventsOf(page)).toEqual(['a AkmError canvas']);
  });

  it('ends the download when it is removed, and when its src changes', async ({ page, server }) => {
    const [first, second] = [server.feed('/first.akm'), server.feed('/second.akm')];
    await open(page, server, '<akm-image id="a" src="/first.akm"></akm-image>');
    await first.asked;
    first.write(SCENE.subarray(0, 1000));
    await page.$eval('#a', (image: AkmImage) => {
      image.src = '/second.akm';
    });
    await Promise.all([first.dropped, second.asked]);
    await page.$eval('#a', (image: AkmImage) => image.remove());
    await second.dropped;
    expect(await eventsOf(page)).toEqual([]);
  });

  it('continues when it is moved, and starts again when it is reinserted', async ({ page, server }) => {
    const feed = server.feed('/slow.akm');
    await open(page, server, '<akm-image id="a" src="/slow.akm"></akm-image><p></p>');
    await feed.asked;
    await page.evaluate(() => document.querySelector('p')!.append(document.querySelector('#a')!));
    feed.write(SCENE);
    feed.end();
    await waitForEvents(page, 1);
    expect(server.countRequests('/slow.akm')).toBe(1);
  });

  it('ends a download of more than max-bytes, and refuses more than max-pixels', async ({ page, server }) => {
    const feed = server.feed('/endless.akm');
    await open(
      page,
      server,
      `<akm-image id="bytes" src="/endless.akm" max-bytes="30000"></akm-image>
       <akm-image id="pixels" src="/samples/scene.akm" max-pixels="1000"></akm-image>`,
    );
    await feed.asked;
    feed.write(SCENE.subarray(0, 40_000));
    await feed.dropped;
    await waitForEvents(page, 2);
    expect((await eventsOf(page)).sort()).toEqual(['bytes LimitError limit', 'pixels LimitError limit']);
  });

  it('decodes a URL once for all elements that show it, later ones included', async ({ page, server }) => {
    const feed = server.feed('/slow.akm');
    const image = (id: string) => `<akm-image id="${id}" src="/slow.akm"></akm-image>`;
    await open(page, server, image('a') + image('b'));
    await feed.asked;
    feed.write(SCENE.subarray(0, 5000));
    await expect.poll(() => page.$eval('#b', (found: AkmImage) => found.naturalWidth)).toBe(640);
    await page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), image('c'));
    feed.write(SCENE.subarray(5000));
    feed.end();
    await waitForEvents(page, 3);
    await page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), image('d'));
    await waitForEvents(page, 4);
    expect(server.countRequests('/slow.akm')).toBe(1);
    expect(page.workers().length).toBeLessThanOrEqual(1);
    for (const id of ['a', 'b', 'c', 'd'])
      expect((await pixelsOf(page, `#${id}`)).equals(Buffer.from(decode(SCENE).data)), id).toBe(true);
  });

  it('decodes on demand, in a document or not', async ({ page, server }) => {
    await open(page, server, '');
    const told = await page.evaluate(async () => {
      const image = document.createElement('akm-image');
      const codeOf = (promise: Promise<void>) =>
        promise.then(
          () => 'drawn',
          (error: AkmError) => error.code,
        );
      const empty = await codeOf(image.decode());
      image.src = '/samples/icon.akm';
      const first = await codeOf(image.decode());
      image.src = '/samples/scene.akm';
      const dropped = image.decode();
      await null;
      image.src = '/samples/pixel-art.akm';
      return [empty, first, await codeOf(dropped), await codeOf(image.decode()), image.naturalWidth];
    });
    expect(told).toEqual(['no-source', 'drawn', 'cancelled', 'drawn', 192]);
  });

  it('is an image with a name to screen readers, and decoration when its alt is empty', async ({
    page,
    server,
    complaints,
  }) => {
    await open(
      page,
      server,
      `<akm-image id="a" src="/samples/icon.akm" alt="A bell"></akm-image>
       <akm-image id="b" src="/samples/icon.akm" alt=""></akm-image>
       <akm-image id="c" src="/nothing.akm" alt="Not there"></akm-image>`,
    );
    await waitForEvents(page, 3);
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const told = nodes
      .filter(({ role, ignored }) => !ignored && /^(image|img|canvas|StaticText)$/i.test(role?.value))
      .map(({ role, name }) => `${role?.value} ${name?.value}`);
    expect(told).toEqual(['image A bell', 'image Not there']);
    expect(complaints.splice(0).every((text) => text.includes('404'))).toBe(true);
  });

  it('ends a decode that hangs, and its worker, within a second of the deadline', async ({ page, server }) => {
    server.serve('/dist/browser/decode-worker.js', 'onmessage = () => { for (;;); };');
    await open(page, server, '');
    // By the page's clock: the test's clock may include waits for the page.
    const told = await page.evaluate(async () => {
      document.body.innerHTML = '<akm-image src="/samples/icon.akm" timeout="500"></akm-image>';
      const start = performance.now();
      const error = await new Promise<ErrorEvent>((failed) => {
        document.querySelector('akm-image')!.addEventListener('error', failed, { once: true });
      });
      return { code: error.error.code, elapsed: performance.now() - start };
    });
    expect(told.code).toBe('timeout');
    expect(told.elapsed).toBeGreaterThan(450);
    expect(told.elapsed).toBeLessThan(1500);
    // The browser lets a busy script go on for two seconds before it kills the thread.
    await expect.poll(() => page.workers().length, { timeout: 10_000 }).toBe(0);
  });

  it('waits for a slow download, as long as bytes come', async ({ page, server }) => {
    server.dribble('/slow.akm', SCENE, { piece: Math.ceil(SCENE.length / 20), everyMs: 150 });
    await open(page, server, '<akm-image id="a" src="/slow.akm" timeout="2000"></akm-image>');
    await waitForEvents(page, 1);
    expect(await eventsOf(page)).toEqual(['a load']);
  });

  it('reports an error when no worker starts, for example when the element comes from another host', async ({
    page,
    server,
  }) => {
    const other = await TestServer.start();
    const headers = { 'access-control-allow-origin': '*' };
    other.serve('/element.js', read('dist/browser/element.js'), { headers });
    const head = `${LOG}<script type="module" src="${other.origin}/element.js"></script>`;
    await open(page, server, '<akm-image id="a" src="/samples/icon.akm"></akm-image>', { head });
    await waitForEvents(page, 1);
    expect(await eventsOf(page)).toEqual(['a AkmError worker']);
    await other.close();
  });

  it('ends a download that hangs', async ({ page, server }) => {
    const feed = server.feed('/hung.akm');
    await open(page, server, '<akm-image id="a" src="/hung.akm" timeout="2000"></akm-image>');
    await feed.asked;
    feed.write(SCENE.subarray(0, 1000));
    await feed.dropped;
    await waitForEvents(page, 1);
    expect(await eventsOf(page)).toEqual(['a AkmError timeout']);
  });

  it('becomes an <img> under the pointer, which users can save and drag', async ({ page, server }) => {
    await open(
      page,
      server,
      `<akm-image id="a" src="/samples/pixel-art.akm"></akm-image><div id="target" style="width: 200px; height: 100px"></div>
       <script>var dropped; target.ondragover = (event) => event.preventDefault();
       target.ondrop = (event) => { event.preventDefault(); dropped = event.dataTransfer.getData('text/html'); }</script>`,
    );
    await waitForEvents(page, 1);
    const before = await page.screenshot();
    await page.hover('#a');
    await expect
      .poll(() => page.$eval('#a', (image: AkmImage) => image.shadowRoot!.querySelector('img')!.hidden))
      .toBe(false);
    expect(before.equals(await page.screenshot())).toBe(true);
    const saved = await page.$eval('#a', async (image: AkmImage) => {
      const bytes = await (await fetch(image.shadowRoot!.querySelector('img')!.src)).arrayBuffer();
      return Array.from(new Uint8Array(bytes));
    });
    const { data } = decode(read('samples/pixel-art.akm'));
    expect(Buffer.from(readPicture(Uint8Array.from(saved)).image.data).equals(Buffer.from(data))).toBe(true);
    await page.dragAndDrop('#a', '#target');
    const dropped = await page.evaluate(() => (globalThis as unknown as { dropped: string }).dropped);
    expect(dropped).toMatch(/<img[^>]* src="blob:/);
  });

  it("works under default-src 'self', where it sets the data of a drag itself", async ({
    page,
    server,
    complaints,
  }) => {
    const headers = { 'content-security-policy': "default-src 'self'" };
    server.serve(
      '/page.js',
      "window.events = []; document.addEventListener('load', ({ target }) => target.id && events.push(target.id), true);",
    );
    server.servePage('/page.html', '<akm-image id="a" src="/samples/pixel-art.akm" width="96"></akm-image>', {
      head: `<script type="module" src="/page.js"></script>${ELEMENT}`,
      headers,
    });
    await page.goto('/page.html');
    await waitForEvents(page, 1);
    expect(await boxOf(page, '#a')).toEqual({ width: 96, height: 64 });
    expect(complaints).toEqual([]);
    await page.hover('#a');
    await expect
      .poll(() => page.$eval('#a', (image: AkmImage) => image.shadowRoot!.querySelector('canvas')!.draggable))
      .toBe(true);
    expect(complaints.splice(0)).toEqual([expect.stringContaining('img-src')]);
    const dragged = await page.$eval('#a', (image: AkmImage) => {
      const dataTransfer = new DataTransfer();
      image.shadowRoot!.querySelector('canvas')!.dispatchEvent(new DragEvent('dragstart', { dataTransfer }));
      return {
        files: Array.from(dataTransfer.files, ({ name, type }) => `${name} ${type}`),
        download: dataTransfer.getData('DownloadURL'),
      };
    });
    expect(dragged.files).toEqual(['pixel-art.png image/png']);
    expect(dragged.download).toMatch(/^image\/png:pixel-art\.png:blob:/);
  });
});
