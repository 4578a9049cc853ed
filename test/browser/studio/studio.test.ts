/** The studio as a person uses it, in a real browser. */

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { decode, readInfo } from '../../../src/decode/index.js';
import { encode } from '../../../src/encode/index.js';
import { readPicture, writePicture } from '../../../src/io/index.js';
import { drawPicture, halfBusyPicture, softDisc } from '../../support/pictures.js';
import { listFaults, SCREENS } from '../support/axe.js';
import { describeInBrowser } from '../support/browser-test.js';
import { nextFrame, pixelOfStage } from '../support/stage.js';
import { downloadBy, drop, it, sample } from '../support/studio.js';

const figure = (page: Page, name: string) => page.textContent(`[data-figure="${name}"]`);

describeInBrowser('the studio', () => {
  it('encodes to the bytes of the command line, and names the command', async ({ page, studio }) => {
    const path = studio.save("it's busy.png", writePicture(halfBusyPicture(120, 80), 'png'));
    await studio.open(path);
    const { name, bytes } = await downloadBy(page, '#save-akm');
    expect(name).toBe("it's busy.akm");
    expect(bytes.equals(studio.encode(path))).toBe(true);
    expect(await page.textContent('#command')).toBe(`akm encode 'it'\\''s busy.png'`);
    expect(await figure(page, 'bytes')).toBe(String(bytes.length).replace(/\B(?=(\d{3})+$)/g, ','));

    await page.uncheck('#auto');
    await page.fill('#dial-quality', '40');
    await page.selectOption('#dial-classify', { label: 'eigenvalue' });
    await page.selectOption('#dial-block', { label: '8 px' });
    await page.fill('#dial-k1', '12');
    await page.check('#dial-dither');
    await page.click('#encode');
    await page.waitForSelector('.point:nth-of-type(2)');
    const flags = ['--quality', '40', '--classify', 'eigen', '--block', '8', '--k1', '12', '--dither'];
    expect(await page.textContent('#command')).toBe(`akm encode 'it'\\''s busy.png' ${flags.join(' ')}`);
    expect((await downloadBy(page, '#save-akm')).bytes.equals(studio.encode(path, ...flags))).toBe(true);
  });

  it('takes a dropped picture, encodes it, and gives it back as .akm and as PNG', async ({ page, studio }) => {
    const path = studio.save('disc.png', writePicture(softDisc(48), 'png'));
    await studio.open();
    await drop(page, path);
    await studio.settle();
    const akm = await downloadBy(page, '#save-akm');
    expect(akm.name).toBe('disc.akm');
    const decoded = decode(akm.bytes);
    const png = await downloadBy(page, '#save-png');
    expect(png.name).toBe('disc.png');
    expect(Buffer.from(readPicture(png.bytes).image.data).equals(Buffer.from(decoded.data))).toBe(true);

    await drop(page, studio.save('disc.akm', akm.bytes));
    await page.waitForFunction(() => document.querySelector('#file')!.textContent!.startsWith('disc.akm'));
    await studio.settle();
    expect(await figure(page, 'psnr')).toBe('lossless');
    expect((await downloadBy(page, '#save-akm')).bytes.equals(akm.bytes)).toBe(true);
  });

  it('calls a file lossless only where every byte comes back, not where colours under alpha 0 are lost', async ({
    page,
    studio,
  }) => {
    const clear = drawPicture(24, 16, (x, y) => (y < 4 ? [200, 7, 7, 0] : [x < 12 ? 9 : 200, 9, 9, 255]));
    await studio.open(studio.save('clear.png', writePicture(clear, 'png')));
    await studio.settle();
    expect(await figure(page, 'psnr')).toBe('exact where visible');
    expect(await page.getAttribute('.point', 'aria-label')).toContain('exact where visible');
    await page.check('input[value=error]');
    await page.waitForFunction(() => document.querySelector('#legend')!.textContent !== '');
    expect(await page.textContent('#legend')).toBe('all black: equal where visible');
  });

  it("shows why it can't read a file, and goes on working", async ({ page, studio }) => {
    const path = studio.save('busy.png', writePicture(halfBusyPicture(32, 32), 'png'));
    await studio.open();
    await drop(page, studio.save('notes.txt', Buffer.from('no picture')));
    await page.waitForSelector('#alert:not([hidden])');
    expect(await page.textContent('#alert-text')).toContain('not a PNG, JPEG, PPM or PGM');
    await drop(page, studio.save('cut.png', readFileSync(path).subarray(0, 200)));
    await page.waitForFunction(() => document.querySelector('#alert-text')!.textContent!.includes('PNG chunk'));
    await drop(page, path);
    await studio.settle();
    expect(await page.isVisible('#alert')).toBe(false);
  });

  it('moves the divider by keys, from all original to all encoded', async ({ page, studio }) => {
    const split = drawPicture(64, 64, (x, y) => [(x * 4) & 255, (y * 4) & 255, (x * y) & 255, 255]);
    await studio.open(studio.save('split.png', writePicture(split, 'png')));
    await page.fill('#dial-k2', '1');
    await page.selectOption('#dial-classify', { label: 'nothing' });
    await page.waitForSelector('.point:nth-of-type(2)');
    const divider = page.locator('#divider');
    await divider.focus();
    expect(await divider.getAttribute('aria-valuenow')).toBe('50');
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'PageUp']) await page.keyboard.press(key);
    expect(await divider.getAttribute('aria-valuenow')).toBe('61');
    await page.keyboard.press('Home');
    expect(await divider.getAttribute('aria-valuetext')).toBe('all encoded');
    await nextFrame(page);
    const encoded = await pixelOfStage(page, 0.45, 0.3);
    expect(await pixelOfStage(page, 0.55, 0.7)).toEqual(encoded);
    await page.keyboard.press('End');
    expect(await divider.getAttribute('aria-valuetext')).toBe('all original');
    await nextFrame(page);
    expect(await pixelOfStage(page, 0.45, 0.3)).not.toEqual(encoded);
  });

  it('zooms to the pixel and fits again, by keys, buttons, wheel and double click', async ({ page, studio }) => {
    const path = studio.save('wide.png', writePicture(halfBusyPicture(1600, 40), 'png'));
    await studio.open(path);
    const zoom = () => page.textContent('#zoom-value');
    const fitted = await zoom();
    await page.focus('#canvas');
    await page.keyboard.press('1');
    expect(await zoom()).toBe('100 %');
    await page.keyboard.press('+');
    expect(await zoom()).toBe('125 %');
    await page.click('#zoom-out');
    expect(await zoom()).toBe('100 %');
    await page.click('#zoom-fit');
    expect(await zoom()).toBe(fitted);
    await page.hover('#canvas', { position: { x: 60, y: 100 } });
    await page.mouse.wheel(0, -400);
    await expect.poll(async () => Number.parseInt((await zoom())!, 10)).toBeGreaterThan(Number.parseInt(fitted!, 10));
    await page.dblclick('#canvas', { position: { x: 60, y: 100 } });
    expect(await zoom()).toBe(fitted);
  });

  it('zooms with two fingers around the point between them, and pans with one', async ({ page, studio }) => {
    await studio.open(studio.save('busy.png', writePicture(halfBusyPicture(200, 120), 'png')));
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setTouchEmulationEnabled', { enabled: true });
    const box = (await page.locator('#canvas').boundingBox())!;
    // Away from the divider's handle, with only the encoded picture in view.
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 4];
    await page.focus('#divider');
    await page.keyboard.press('Home');
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: readonly (readonly [number, number])[]) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: points.map(([px, py], id) => ({ x: px, y: py, id })),
      });
    const zoomOf = async () => Number.parseFloat((await page.textContent('#zoom-value'))!);
    const middle = () => pixelOfStage(page, 0.5, 0.25);

    await nextFrame(page);
    const [zoomBefore, middleBefore] = [await zoomOf(), await middle()];
    await touch('touchStart', [x - 20, y]);
    await touch('touchStart', [x - 20, y], [x + 20, y]);
    for (const reach of [30, 40, 50, 60]) await touch('touchMove', [x - reach, y], [x + reach, y]);
    await touch('touchEnd');
    await nextFrame(page);
    expect((await zoomOf()) / zoomBefore).toBeCloseTo(3, 1);
    expect(await middle()).toEqual(middleBefore);

    const left = await pixelOfStage(page, 0.5 - 60 / box.width, 0.25);
    expect(left).not.toEqual(middleBefore);
    await touch('touchStart', [x, y]);
    for (const way of [20, 40, 60]) await touch('touchMove', [x + way, y]);
    await touch('touchEnd');
    await nextFrame(page);
    expect((await zoomOf()) / zoomBefore).toBeCloseTo(3, 1);
    expect(await middle()).toEqual(left);
  });

  it('opens a pasted picture', async ({ page, studio }) => {
    const picture = halfBusyPicture(40, 24);
    await studio.open();
    const base64 = Buffer.from(writePicture(picture, 'png')).toString('base64');
    await page.evaluate((text) => {
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    }, base64);
    await studio.settle();
    expect(await page.textContent('#file')).toContain('image.png');
    const { name, bytes } = await downloadBy(page, '#save-akm');
    expect(name).toBe('image.akm');
    expect(bytes.equals(encode(picture))).toBe(true);
  });

  it('encodes again with painted blocks, as the command that it shows does', async ({ page, studio }) => {
    const path = studio.save('busy.png', writePicture(halfBusyPicture(96, 64), 'png'));
    await studio.open(path);
    const before = readInfo((await downloadBy(page, '#save-akm')).bytes);
    await page.check('input[value=high]');
    await page.selectOption('#brush', '1');
    if (before.blockMap[1] === 1) await page.check('input[value=low]');
    await page.focus('#canvas');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await page.waitForSelector('#command-map:not([hidden])');
    const { bytes } = await downloadBy(page, '#save-akm');
    const { blockMap } = readInfo(bytes);
    expect(blockMap).toEqual(before.blockMap.map((blockClass, block) => (block === 1 ? 1 - blockClass : blockClass)));

    const map = await downloadBy(page, '#save-map');
    const flags = (await page.textContent('#command'))!.replace('akm encode busy.png ', '').split(' ');
    expect(flags.splice(-2)).toEqual(['--block-map', 'map.png']);
    expect(studio.encode(path, ...flags, '--block-map', studio.save('map.png', map.bytes)).equals(bytes)).toBe(true);

    await page.click('#clear-paint');
    await page.waitForSelector('#command-map', { state: 'hidden' });
  });

  it('puts a block into the mesh, as the command that it shows does', async ({ page, studio }) => {
    const path = studio.save('busy.png', writePicture(halfBusyPicture(96, 64), 'png'));
    await studio.open(path);
    const before = readInfo((await downloadBy(page, '#save-akm')).bytes);
    const last = before.blockColumns - 1;
    expect([before.meshMap[0], before.meshMap[last]]).toEqual([1, 0]);
    await page.check('input[value=mesh]');
    await page.selectOption('#brush', '1');
    await page.focus('#canvas');
    for (let column = 0; column < last; column++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await page.waitForSelector('#command-map:not([hidden])');
    const { bytes } = await downloadBy(page, '#save-akm');
    expect(readInfo(bytes).meshMap).toEqual(before.meshMap.map((isMesh, block) => (block === last ? 1 : isMesh)));

    const map = await downloadBy(page, '#save-map');
    const flags = (await page.textContent('#command'))!.replace('akm encode busy.png ', '').split(' ').slice(0, -1);
    expect(studio.encode(path, ...flags, studio.save('map.png', map.bytes)).equals(bytes)).toBe(true);
  });

  it('draws the lattice over the blocks of the mesh, and offers that only if there is a mesh', async ({
    page,
    studio,
  }) => {
    await studio.open(studio.save('busy.png', writePicture(halfBusyPicture(96, 96), 'png')));
    const stage = () => page.$eval('#canvas', (canvas) => (canvas as HTMLCanvasElement).toDataURL());
    await nextFrame(page);
    const plain = await stage();
    await page.check('#show-lattice');
    await nextFrame(page);
    expect(await stage()).not.toBe(plain);
    await page.uncheck('#show-lattice');
    await nextFrame(page);
    expect(await stage()).toBe(plain);
    expect(await page.textContent('[data-figure=blocks]')).toMatch(/^8 px, [\d.]+ % mesh$/);
    await page.selectOption('#dial-classify', { label: 'nothing' });
    await page.waitForSelector('#lattice-field', { state: 'hidden' });
    expect(await page.textContent('[data-figure=blocks]')).toMatch(/^\d+ px$/);
  });

  it('returns to an earlier trial by its point in the chart', async ({ page, studio }) => {
    await studio.open(studio.save('busy.png', writePicture(halfBusyPicture(64, 64), 'png')));
    const first = await page.textContent('#result-size');
    await page.fill('#dial-quality', '10');
    await page.waitForSelector('.point:nth-of-type(2)');
    expect(await page.textContent('#result-size')).not.toBe(first);
    await page.focus('.point:nth-of-type(1)');
    await page.keyboard.press('Enter');
    await page.waitForFunction((size) => document.querySelector('#result-size')!.textContent === size, first);
    expect(await page.inputValue('#dial-quality')).toBe('75');
    expect(await page.getAttribute('.point:nth-of-type(1)', 'aria-pressed')).toBe('true');
  });

  it('shows the error, the map, and where a colour is used', async ({ page, studio }) => {
    await studio.open(studio.save('busy.png', writePicture(halfBusyPicture(96, 96), 'png')));
    await page.focus('#divider');
    await page.keyboard.press('Home');
    await nextFrame(page);
    const plain = await pixelOfStage(page, 0.5, 0.5);
    await page.check('#show-map');
    await nextFrame(page);
    expect(await pixelOfStage(page, 0.5, 0.5)).not.toEqual(plain);
    expect(await page.textContent('#legend')).toBe('blue: low by flat palette, pink: low by mesh, orange: high');
    await page.uncheck('#show-map');
    await page.check('input[value=error]');
    await page.waitForFunction(() => document.querySelector('#legend')!.textContent!.startsWith('black: equal'));
    await page.check('input[value=encoded]');
    const swatch = page.locator('#palette-high + .swatches [role=option]').first();
    expect(await swatch.getAttribute('aria-label')).toMatch(/^#[0-9a-f]{6}, \d+ pixels$/);
    await swatch.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => pixelOfStage(page, 0.5, 0.5)).not.toEqual(plain);
  });

  it('cancels long work at once, and keeps working', async ({ page, studio }) => {
    await studio.open(studio.save('small.png', writePicture(halfBusyPicture(32, 32), 'png')));
    await page.uncheck('#auto');
    await drop(page, studio.save('large.ppm', writePicture(halfBusyPicture(1200, 900), 'ppm')));
    await page.waitForSelector('#work:not([hidden])');
    await page.waitForFunction(() => Number(document.querySelector('#progress')!.getAttribute('aria-valuenow')) > 0);
    const startedAt = Date.now();
    await page.click('#cancel');
    await page.waitForSelector('#work', { state: 'hidden' });
    expect(Date.now() - startedAt).toBeLessThan(1000);
    expect(await page.textContent('#status')).toBe('Cancelled');
    await drop(page, studio.save('again.png', writePicture(halfBusyPicture(40, 40), 'png')));
    await studio.settle();
    expect(await page.textContent('#file')).toContain('again.png');
  });

  it('keeps the page responsive with a picture of 12 megapixels', async ({ page, studio }) => {
    const noise = halfBusyPicture(500, 400).data;
    const samples = Buffer.alloc(4000 * 3000 * 3, Buffer.from(noise));
    const path = studio.save('large.ppm', Buffer.concat([Buffer.from('P6 4000 3000 255\n'), samples]));
    await page.addInitScript(() => {
      const gaps: number[] = [];
      let last = performance.now();
      setInterval(() => {
        gaps.push(performance.now() - last);
        last = performance.now();
      }, 10);
      Object.assign(window, { gaps });
    });
    await studio.start(path);
    await page.waitForFunction(() => document.querySelector('#progress')!.getAttribute('aria-valuenow') !== null);
    await page.focus('#canvas');
    for (const key of ['1', 'ArrowLeft', 'ArrowUp', '+', '0']) await page.keyboard.press(key);
    const longest = await page.evaluate(() => Math.max(...(window as unknown as { gaps: number[] }).gaps));
    console.log(`longest the page was busy with 12 megapixels: ${Math.round(longest)} ms`);
    expect(longest).toBeLessThan(500);
    await page.click('#cancel');
  });

  it("passes axe's checks, empty or encoding, light or dark, large or small", async ({ page, studio }) => {
    await studio.open();
    expect(await listFaults(page)).toEqual([]);
    await drop(page, studio.save('busy.png', writePicture(halfBusyPicture(64, 64), 'png')));
    await studio.settle();
    for (const [width, height, colorScheme] of SCREENS) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      expect(await listFaults(page), `${width} ${colorScheme}`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });

  it('opens a sample of the project at a click', async ({ page, studio }) => {
    await studio.open();
    await page.click('.sample:has-text("pixel-art.png")');
    await studio.settle();
    const { image } = readPicture(readFileSync(sample('pixel-art.png')));
    expect((await downloadBy(page, '#save-akm')).bytes.equals(encode(image))).toBe(true);
    expect(await figure(page, 'psnr')).toBe('lossless');
  });
});
