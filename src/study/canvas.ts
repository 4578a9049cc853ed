/** An opaque picture to draw rectangles and small texts on. */

import type { Image } from '../image.js';
import { drawText } from './bitmap-font.js';

/** R, G, B and, where it is blended, A. */
export type Colour = readonly [number, number, number, number?];

/** A drawing under way; `image` is always what is drawn so far. */
export class Canvas {
  readonly image: Image;

  constructor(width: number, height: number, ground: Colour) {
    this.image = { width, height, data: new Uint8Array(width * height * 4) };
    this.fill(0, 0, width, height, ground);
  }

  /** Fills a rectangle, blending by the colour's alpha; what lies outside is left out. */
  fill(left: number, top: number, width: number, height: number, [red, green, blue, alpha = 255]: Colour): void {
    const { image } = this;
    const right = Math.min(left + width, image.width);
    const bottom = Math.min(top + height, image.height);
    for (let y = Math.max(0, top); y < bottom; y++) {
      for (let x = Math.max(0, left), at = (y * image.width + x) * 4; x < right; x++, at += 4) {
        image.data[at] = blend(image.data[at], red, alpha);
        image.data[at + 1] = blend(image.data[at + 1], green, alpha);
        image.data[at + 2] = blend(image.data[at + 2], blue, alpha);
        image.data[at + 3] = 255;
      }
    }
  }

  /** Writes a text with its left upper corner at a place, each of its pixels a square of `scale`. */
  write(text: string, left: number, top: number, scale: number, colour: Colour): void {
    drawText(text, (x, y) => this.fill(left + x * scale, top + y * scale, scale, scale, colour));
  }
}

function blend(below: number, above: number, alpha: number): number {
  return Math.round((above * alpha + below * (255 - alpha)) / 255);
}
