/** The page of a study in a real browser. */

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { makeCharts } from '../../../src/apps/study/chart-data.js';
import { renderPage } from '../../../src/apps/study/page.js';
import { loadPageFiles } from '../../../src/apps/study/page-files.js';
import { writePicture } from '../../../src/io/index.js';
import { resultOf } from '../../apps/study/cells.js';
import { drawPicture } from '../../support/pictures.js';
import { listFaults, SCREENS } from '../support/axe.js';
import { it as base, describeInBrowser } from '../support/browser-test.js';
import { pixelOfStage } from '../support/stage.js';

const FILES = loadPageFiles(new URL('../../../dist/browser/study/', import.meta.url));
const RESULT = resultOf();

/** One colour each, so that a pixel of the stage names the picture. */
const SOURCE_COLOUR = [250, 10, 20];
const plain = (colour: readonly number[]) =>
  writePicture(
    drawPicture(100, 50, () => [colour[0], colour[1], colour[2], 255]),
    'png',
  );
const colourOf = (index: number) => [0, 10 * index, 200];

/** `it` with the page of a study, open. */
const it = base.extend<{ study: Page }>({
  study: async ({ page, server }, use) => {
    const html = renderPage(RESULT, makeCharts(RESULT), FILES, false);
    server.serve('/study/index.html', html);
    server.serve('/study/pictures/source.png', plain(SOURCE_COLOUR));
    for (const { png } of RESULT.maps) server.serve(`/study/${png}`, plain([0, 0, 0]));
    [...html.matchAll(/class="shot" href="([^"]*)"/g)].forEach(([, png], index) => {
      server.serve(`/study/${png}`, plain(colourOf(index)));
    });
    await page.goto('/study/index.html');
    await use(page);
  },
});

const link = (page: Page, index: number) => page.locator('a[data-title]').nth(index);
const valueOfDivider = (page: Page) => page.getAttribute('.divider', 'aria-valuenow');
const zoomOf = (page: Page) => page.textContent('.zoom output');

/** R, G and B of a point of the stage, given as a share of its width, in the middle of its height. */
const colourAt = async (page: Page, share: number) => (await pixelOfStage(page, share, 0.5)).slice(0, 3);

describeInBrowser('the page of a study', () => {
  it('opens a result beside the original, with the divider in the middle and in focus', async ({ study }) => {
    await link(study, 1).click();
    await expect.poll(() => colourAt(study, 0.4)).toEqual(SOURCE_COLOUR);
    await expect.poll(() => colourAt(study, 0.6)).toEqual(colourOf(1));
    expect(await study.textContent('#viewer-title')).toBe(await link(study, 1).getAttribute('data-title'));
    expect(await study.textContent('#viewer-figures')).toBe(await link(study, 1).getAttribute('data-figures'));
    expect(await valueOfDivider(study)).toBe('50');
    expect(await study.evaluate(() => document.activeElement!.getAttribute('role'))).toBe('slider');
    await study.keyboard.press('Escape');
    expect(await link(study, 1).evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('does not handle clicks that open a new tab', async ({ study }) => {
    const [tab] = await Promise.all([
      study.context().waitForEvent('page'),
      link(study, 0).click({ modifiers: ['ControlOrMeta'] }),
    ]);
    await tab.waitForURL(/\.png$/);
    expect(await study.locator('dialog').isVisible()).toBe(false);
  });

  it('moves the divider by keys and by pointer, never beyond the picture', async ({ study }) => {
    await link(study, 0).click();
    await study.keyboard.press('ArrowLeft');
    expect(await valueOfDivider(study)).toBe('49');
    await expect.poll(() => colourAt(study, 0.4)).toEqual(SOURCE_COLOUR);
    const box = (await study.locator('.divider .grip').boundingBox())!;
    await study.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await study.mouse.down();
    await study.mouse.move(2000, box.y);
    await study.mouse.up();
    expect(await valueOfDivider(study)).toBe('100');
    await study.keyboard.press('Home');
    await expect.poll(() => colourAt(study, 0.4)).toEqual(colourOf(0));
  });

  it('enlarges the picture and fits it again, by buttons and by keys', async ({ study }) => {
    await link(study, 0).click();
    await expect.poll(() => colourAt(study, 0.4)).toEqual(SOURCE_COLOUR);
    const fitted = await zoomOf(study);
    await study.click('[data-zoom=actual]');
    expect(await zoomOf(study)).toBe('100 %');
    await study.click('[data-zoom=in]');
    expect(await zoomOf(study)).toBe('125 %');
    await study.click('[data-zoom=out]');
    expect(await zoomOf(study)).toBe('100 %');
    await study.focus('canvas');
    await study.keyboard.press('0');
    expect(await zoomOf(study)).toBe(fitted);
    await study.click('[data-zoom=actual]');
    // Dragging moves the picture from under the middle of the stage; the divider stays.
    const box = (await study.locator('canvas').boundingBox())!;
    await study.mouse.move(box.x + box.width * 0.4, box.y + 20);
    await study.mouse.down();
    await study.mouse.move(box.x + box.width * 0.4, box.y + box.height, { steps: 4 });
    await study.mouse.up();
    await expect.poll(() => colourAt(study, 0.49)).toEqual([0, 0, 0]);
    expect(await valueOfDivider(study)).toBe('50');
  });

  it('steps through the results in a circle', async ({ study }) => {
    const last = (await study.locator('a[data-title]').count()) - 1;
    await link(study, 0).click();
    await study.click('[data-step="-1"]');
    await expect.poll(() => colourAt(study, 0.6)).toEqual(colourOf(last));
    await study.click('[data-step="1"]');
    await expect.poll(() => colourAt(study, 0.6)).toEqual(colourOf(0));
    await study.click('[data-close]');
    expect(await study.locator('dialog').isVisible()).toBe(false);
  });

  it('reports a picture that is missing', async ({ study, complaints }) => {
    await link(study, 2).evaluate((element) => element.setAttribute('href', 'gone.png'));
    await link(study, 2).click();
    await expect.poll(() => study.textContent('#viewer-figures')).toContain('missing or damaged');
    complaints.splice(0);
  });

  it("passes axe's checks, with and without the comparison, light or dark, large or small", async ({ study }) => {
    for (const [width, height, colorScheme] of SCREENS) {
      await study.setViewportSize({ width, height });
      await study.emulateMedia({ colorScheme });
      expect(await listFaults(study), `${width} ${colorScheme}`).toEqual([]);
      expect(await study.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await link(study, 0).click();
      expect(await listFaults(study), `${width} ${colorScheme}, compared`).toEqual([]);
      await study.keyboard.press('Escape');
    }
  });
});
