/** What the comparison view shows. */

import type { Page } from 'playwright-core';

/** R, G, B and A of a point of the stage, given as shares of its sides. Read from a copy that is made for frequent reads. */
export const pixelOfStage = (page: Page, x: number, y: number) =>
  page.evaluate(
    ([shareX, shareY]) => {
      const stage = document.querySelector('canvas')!;
      const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
      copy.drawImage(stage, -Math.floor(shareX * stage.width), -Math.floor(shareY * stage.height));
      return Array.from(copy.getImageData(0, 0, 1, 1).data);
    },
    [x, y],
  );

/** Waits until the requested view has been drawn. */
export const nextFrame = (page: Page) =>
  page.evaluate(() => new Promise<void>((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn()))));
