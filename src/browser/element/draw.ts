/** Draws the worker's replies on a canvas. */

import type { DecodeReply } from './protocol.js';

type Reply<Kind> = Extract<DecodeReply, { kind: Kind }>;

function makeImageData(words: Uint32Array<ArrayBuffer>, width: number): ImageData {
  return new ImageData(new Uint8ClampedArray(words.buffer), width);
}

/** Draws whole rows. */
export function drawRows(canvas: HTMLCanvasElement, { words, top }: Reply<'rows'>): void {
  canvas.getContext('2d')?.putImageData(makeImageData(words, canvas.width), 0, top);
}

/** Draws the block map: a square for each block, clipped at the right and lower edge. */
export function drawBlocks(canvas: HTMLCanvasElement, { words, width, side }: Reply<'blocks'>): void {
  const height = words.length / width;
  const map = new OffscreenCanvas(width, height);
  map.getContext('2d')?.putImageData(makeImageData(words, width), 0, 0);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.imageSmoothingEnabled = false;
  context.drawImage(map, 0, 0, width * side, height * side);
}

/** Draws the content of another canvas of the same size. */
export function drawCanvas(canvas: HTMLCanvasElement, source: HTMLCanvasElement): void {
  canvas.getContext('2d')?.drawImage(source, 0, 0);
}
