/** Draws the comparison view: the pictures on either side of the divider, and what covers both. */

import { drawLattice, type Lattice } from './lattice-drawing.js';
import type { Size, View } from './view-transform.js';

/** A side of the divider: a picture at its full size, and smaller ones after it. */
export type Side = readonly (CanvasImageSource & Size)[];

/** A block in the picture's pixels. */
export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

/** Everything on the stage. */
export interface Scene {
  readonly picture: Size;
  readonly hasAlpha: boolean;
  readonly before: Side;
  /** Right of the divider; the same as `before` if there is nothing else yet. */
  readonly after: Side;
  /** One pixel a block, and the side of blocks. */
  readonly map?: { readonly bitmap: CanvasImageSource & Size; readonly blockSide: number } | undefined;
  /** The lattice of a mesh, over the map. */
  readonly lattice?: Lattice | undefined;
  /** Has the picture's proportions, in any size. */
  readonly cover?: ImageBitmap | undefined;
  /** The block at the keyboard's cursor. */
  readonly cursor?: Box | undefined;
}

/**
 * Draws the scene.
 *
 * @param cut - the divider's place on the stage, 0..1
 */
export function drawScene(context: CanvasRenderingContext2D, scene: Scene, view: View, cut: number): void {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  const divider = Math.round(cut * width);
  if (scene.hasAlpha) drawChecks(context, scene.picture, view);
  clipped(context, { x: 0, y: 0, width: divider, height }, () => drawSide(context, scene.before, scene.picture, view));
  clipped(context, { x: divider, y: 0, width: width - divider, height }, () =>
    drawSide(context, scene.after, scene.picture, view),
  );
  clipped(context, placeOf({ x: 0, y: 0, ...scene.picture }, view), () => {
    if (scene.map !== undefined) {
      const { bitmap, blockSide } = scene.map;
      const box = { x: 0, y: 0, width: bitmap.width * blockSide, height: bitmap.height * blockSide };
      drawWhole(context, bitmap, placeOf(box, view));
    }
    if (scene.lattice !== undefined) drawLattice(context, scene.lattice, view);
    if (scene.cover !== undefined) drawWhole(context, scene.cover, placeOf({ x: 0, y: 0, ...scene.picture }, view));
  });
  if (scene.cursor !== undefined) drawCursor(context, placeOf(scene.cursor, view));
}

/** Where a part of the picture is on the stage. */
function placeOf({ x, y, width, height }: Box, view: View): Box {
  return {
    x: x * view.scale + view.x,
    y: y * view.scale + view.y,
    width: width * view.scale,
    height: height * view.scale,
  };
}

function clipped(context: CanvasRenderingContext2D, { x, y, width, height }: Box, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  draw();
  context.restore();
}

/** Draws the visible part, from the smallest picture that is not enlarged. Above the picture's own size, pixels are squares. */
function drawSide(context: CanvasRenderingContext2D, side: Side, picture: Size, view: View): void {
  const needed = picture.width * Math.min(1, view.scale);
  const bitmap = side.findLast(({ width }) => width >= needed) ?? side[0];
  const perPixel = bitmap.width / picture.width;
  const left = Math.max(0, Math.floor(-view.x / view.scale));
  const top = Math.max(0, Math.floor(-view.y / view.scale));
  const right = Math.min(picture.width, Math.ceil((context.canvas.width - view.x) / view.scale));
  const bottom = Math.min(picture.height, Math.ceil((context.canvas.height - view.y) / view.scale));
  if (right <= left || bottom <= top) return;
  const part = { x: left, y: top, width: right - left, height: bottom - top };
  const place = placeOf(part, view);
  // When enlarged by less than two, pixels as squares would have uneven sizes.
  context.imageSmoothingEnabled = view.scale < 2 && view.scale !== 1;
  context.imageSmoothingQuality = 'medium';
  const source = [part.x * perPixel, part.y * perPixel, part.width * perPixel, part.height * perPixel] as const;
  context.drawImage(bitmap, ...source, place.x, place.y, place.width, place.height);
}

function drawWhole(context: CanvasRenderingContext2D, bitmap: CanvasImageSource, place: Box): void {
  context.imageSmoothingEnabled = false;
  context.drawImage(bitmap, place.x, place.y, place.width, place.height);
}

const CHECK = 8;

/** A checkerboard behind transparency. */
function drawChecks(context: CanvasRenderingContext2D, picture: Size, view: View): void {
  const place = placeOf({ x: 0, y: 0, ...picture }, view);
  clipped(context, place, () => {
    const { width, height } = context.canvas;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.fillStyle = '#d4d6da';
    for (let y = 0; y < height; y += CHECK) {
      for (let x = (y / CHECK) % 2 === 0 ? 0 : CHECK; x < width; x += 2 * CHECK) context.fillRect(x, y, CHECK, CHECK);
    }
  });
}

/** Draws the cursor in black and white, so that it is visible on any colour. */
function drawCursor(context: CanvasRenderingContext2D, { x, y, width, height }: Box): void {
  context.lineWidth = 4;
  context.strokeStyle = '#000';
  context.strokeRect(x, y, width, height);
  context.lineWidth = 2;
  context.strokeStyle = '#fff';
  context.strokeRect(x, y, width, height);
}
