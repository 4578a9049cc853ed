/** The picture as the encoder works on it: transparency flattened or normalised, pixels as packed colours. */

import type { Scale } from '../format/header.js';
import { checkImage, type Image } from '../image.js';
import { packColours, unpackColours } from './kmeans/colour-space.js';

/** A checked picture. Its memory may be the caller's own: nothing here may be written to. */
export interface PreparedPicture {
  readonly width: number;
  readonly height: number;
  /** `width * height` packed colours (`r | g << 8 | b << 16 | a << 24`); fully transparent ones are 0. */
  readonly colours: Uint32Array;
  /** The same pixels as RGBA bytes. */
  readonly bytes: Uint8Array;
  /** Whether every pixel is opaque. */
  readonly opaque: boolean;
  /** Of a picture that was enlarged by whole numbers, and is here at its true size: what it was. */
  readonly shrunk?: Enlargement;
}

/** A picture that was enlarged, and how its true size is enlarged to it. */
export interface Enlargement {
  readonly source: PreparedPicture;
  readonly scale: Scale;
}

/**
 * Checks and normalises a picture; opaque ones are not copied.
 *
 * @param background - packed opaque colour to composite on, if any
 * @throws OptionError when geometry and data do not fit
 */
export function preparePicture(image: Image, background: number | undefined): PreparedPicture {
  const source = checkImage(image);
  const { width, height } = image;
  const given = packColours(source);
  const scan = scanAlpha(given);
  if (scan.opaque) return { width, height, colours: given, bytes: source, opaque: true };
  if (background === undefined && !scan.hidesColour) {
    return { width, height, colours: given, bytes: source, opaque: false };
  }
  const colours = background === undefined ? clearHidden(given) : flatten(given, background);
  return { width, height, colours, bytes: unpackColours(colours), opaque: background !== undefined };
}

/** Whether all pixels are opaque, and whether a fully transparent one has a colour all the same. */
function scanAlpha(colours: Uint32Array): { opaque: boolean; hidesColour: boolean } {
  let opaque = true;
  let hidesColour = false;
  for (let i = 0; i < colours.length; i++) {
    const colour = colours[i];
    if (colour >= 0xff000000) continue;
    opaque = false;
    if (colour < 0x01000000 && colour !== 0) hidesColour = true;
  }
  return { opaque, hidesColour };
}

function clearHidden(colours: Uint32Array): Uint32Array {
  return colours.map((colour) => (colour < 0x01000000 ? 0 : colour));
}

/** Composites on an opaque colour, each channel rounded to the nearest. */
function flatten(colours: Uint32Array, background: number): Uint32Array {
  return colours.map((colour) => {
    const alpha = colour >>> 24;
    let flat = 0xff000000;
    for (let shift = 0; shift < 24; shift += 8) {
      const over = (colour >>> shift) & 255;
      const under = (background >>> shift) & 255;
      flat |= Math.floor((over * alpha + under * (255 - alpha) + 127) / 255) << shift;
    }
    return flat >>> 0;
  });
}
