/** The position of a picture on the stage: scale and place, in canvas pixels. */

/** A size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The point `p` of the picture lies at `p * scale + (x, y)` of the stage. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** A pixel of the picture covers at most this many canvas pixels in each direction. */
const MAX_SCALE = 48;
/** Minimum size of the picture, relative to the size that fits. */
const MIN_SHARE_OF_FIT = 0.5;
/** This many canvas pixels of the picture always stay visible. */
const MIN_IN_SIGHT = 48;

/** The whole picture in the middle of the stage, not enlarged beyond `maxScale`. */
export function fitView(picture: Size, stage: Size, maxScale: number): View {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height, maxScale);
  return centre(scale, picture, stage);
}

function centre(scale: number, picture: Size, stage: Size): View {
  return { scale, x: (stage.width - picture.width * scale) / 2, y: (stage.height - picture.height * scale) / 2 };
}

/** Zooms by a factor about a point of the stage, which keeps its place. */
export function zoomView(view: View, factor: number, at: { x: number; y: number }, picture: Size, stage: Size): View {
  const least = MIN_SHARE_OF_FIT * fitView(picture, stage, 1).scale;
  const scale = Math.min(MAX_SCALE, Math.max(least, view.scale * factor));
  const ratio = scale / view.scale;
  return keepInSight({ scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }, picture, stage);
}

/** Moves the picture by a distance in canvas pixels. */
export function panView(view: View, dx: number, dy: number, picture: Size, stage: Size): View {
  return keepInSight({ ...view, x: view.x + dx, y: view.y + dy }, picture, stage);
}

/** Along an axis, a picture that fits stays completely on the stage; of a larger one, a part stays visible. */
function keepInSight(view: View, picture: Size, stage: Size): View {
  return {
    scale: view.scale,
    x: keepSide(view.x, picture.width * view.scale, stage.width),
    y: keepSide(view.y, picture.height * view.scale, stage.height),
  };
}

function keepSide(start: number, length: number, room: number): number {
  const margin = Math.min(MIN_IN_SIGHT, length / 2);
  const [least, most] = length <= room ? [0, room - length] : [margin - length, room - margin];
  return Math.min(most, Math.max(least, start));
}

/** The picture's point under a point of the stage. */
export function toPicture({ scale, x, y }: View, at: { x: number; y: number }): { x: number; y: number } {
  return { x: (at.x - x) / scale, y: (at.y - y) / scale };
}
