/** Pictures of classifications: black = low detail, white = high, as in the study. */

import { type ClassifierName, classify } from '../../encode/index.js';
import { checkImage, type Image } from '../../image.js';
import { ENHANCED_METHODS } from './cell.js';
import type { StudyMap } from './results.js';
import type { ResolvedStudySettings } from './settings.js';

/** A map with the picture of it. */
export interface DrawnMap {
  readonly map: StudyMap;
  readonly image: Image;
}

/** The maps of every measure at the study's block side. */
export function drawMaps(image: Image, { block }: ResolvedStudySettings): DrawnMap[] {
  return ENHANCED_METHODS.map(({ shortName, classify }) =>
    drawMap(image, classify, block, `${shortName}, block side ${block}`, `maps/${classify}.png`),
  );
}

function drawMap(image: Image, classifier: ClassifierName, side: number, title: string, png: string): DrawnMap {
  const { width, height } = image;
  const map = classify(classifier, checkImage(image), width, height, side)!;
  const lowBlocks = map.reduce((sum, bit) => sum + 1 - bit, 0);
  return {
    map: { title, png, lowBlocks, blocks: map.length },
    image: drawBlocks(map, width, height, side),
  };
}

/**
 * Draws a map at the picture's size.
 *
 * @param map - one byte a block, row-major: 0 black, 1 white
 * @param side - of a block, in pixels
 */
export function drawBlocks(map: Uint8Array, width: number, height: number, side: number): Image {
  const columns = Math.ceil(width / side);
  const words = new Uint32Array(width * height);
  const [black, white] = new Uint32Array(Uint8Array.of(0, 0, 0, 255, 255, 255, 255, 255).buffer);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / side) * columns;
    for (let x = 0; x < width; x++, at++) words[at] = map[row + Math.floor(x / side)] === 0 ? black : white;
  }
  return { width, height, data: new Uint8Array(words.buffer) };
}
