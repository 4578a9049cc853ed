/** The picture in the form that the encoder uses: transparency flattened or normalised, pixels as packed colours. */

import type { Scale } from '../format/header.js';
import { checkImage, type Image } from '../image.js';
import { packColours, unpackColours } from './kmeans/colour-space.js';

/** A checked picture. Its memory may be the caller's, so nothing may write to it. */
export interface PreparedPicture {
  readonly width: number;
  readonly height: number;
  /** `width * height` packed colours (`r | g << 8 | b << 16 | a << 24`); fully transparent ones are 0. */
  readonly colours: Uint32Array;
  /** The same pixels as RGBA bytes. */
  readonly bytes: Uint8Array;
  /** Whether every pixel is opaque. */
  readonly opaque: boolean;
  /** The picture that a decoder will draw; absent if it is this one. */
  readonly source?: Image;
  /** The scale from this picture to the source, which was enlarged by whole numbers. */
  readonly scale?: Scale;
  /** Pixels of alpha 0 whose colour is lost. */
  readonly clearedPixels: number;
  /** Colours under alpha 0 that are kept, by the opaque colours that represent them here. */
  readonly hidden?: ReadonlyMap<number, number>;
}

/**
 * Checks and normalises a picture. Opaque pictures are not copied.
 *
 * @param background - packed opaque colour to composite on, if any
 * @param keepsHidden - whether colours under alpha 0 are kept; else they become 0
 * @throws OptionError when geometry and data do not fit
 */
export function preparePicture(image: Image, background: number | undefined, keepsHidden = false): PreparedPicture {
  const source = checkImage(image);
  const { width, height } = image;
  const given = packColours(source);
  const { opaque, hiddenPixels } = scanAlpha(given);
  const plain = { width, height, colours: given, bytes: source, opaque, clearedPixels: 0 };
  if (opaque) return plain;
  if (background !== undefined) {
    const colours = flatten(given, background);
    return { ...plain, colours, bytes: unpackColours(colours), opaque: true };
  }
  if (hiddenPixels === 0) return plain;
  if (keepsHidden) return { ...plain, ...disguiseHidden(given), source: { width, height, data: source } };
  const colours = given.map((colour) => (isHidden(colour) ? 0 : colour));
  return { ...plain, colours, bytes: unpackColours(colours), clearedPixels: hiddenPixels };
}

/** Whether all pixels are opaque, and how many fully transparent pixels have a colour other than 0. */
function scanAlpha(colours: Uint32Array): { opaque: boolean; hiddenPixels: number } {
  let opaque = true;
  let hiddenPixels = 0;
  for (let i = 0; i < colours.length; i++) {
    const colour = colours[i];
    if (colour >= 0xff000000) continue;
    opaque = false;
    if (isHidden(colour)) hiddenPixels++;
  }
  return { opaque, hiddenPixels };
}

/** Whether a pixel has alpha 0 and a colour. */
function isHidden(colour: number): boolean {
  return colour < 0x01000000 && colour !== 0;
}

/**
 * Gives each colour under alpha 0 an opaque colour that does not occur in the picture. Otherwise clustering would merge them,
 * since they all look the same. Exact storage restores them in the palettes; no other storage can.
 */
function disguiseHidden(given: Uint32Array): Pick<PreparedPicture, 'colours' | 'bytes' | 'hidden'> {
  const used = new Set(given);
  const disguises = new Map<number, number>();
  let next = 0xff000000;
  const colours = given.map((colour) => {
    if (!isHidden(colour)) return colour;
    let disguise = disguises.get(colour);
    if (disguise === undefined) {
      while (used.has(next)) next++;
      disguise = next++;
      disguises.set(colour, disguise);
    }
    return disguise;
  });
  const hidden = new Map(Array.from(disguises, ([colour, disguise]) => [disguise, colour]));
  return { colours, bytes: unpackColours(colours), hidden };
}

/** Restores the disguised colours under alpha 0 in palette entries. */
export function revealHidden(palette: Uint8Array, hidden: ReadonlyMap<number, number> | undefined): Uint8Array {
  if (hidden === undefined) return palette;
  return unpackColours(packColours(palette).map((colour) => hidden.get(colour) ?? colour));
}

/** Composites on an opaque colour. Each channel is rounded to the nearest integer. */
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
