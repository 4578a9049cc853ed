/** What the components of a JPEG mean, and how a line of them becomes RGBA: in integers, like libjpeg. */

import type { JpegColour, JpegFrame } from './jpeg-frame.js';
import type { JpegProfile } from './jpeg-icc.js';

/** Writes a line of `width` RGBA pixels to `pixels` from `to` on; the line of component i begins at `starts[i]`. */
export type JpegColourRow = (
  lines: readonly Uint8ClampedArray[],
  starts: Int32Array,
  width: number,
  pixels: Uint8ClampedArray,
  to: number,
) => void;

/** Identifiers of components that mean RGB: 'R', 'G', 'B'. */
const RGB_IDS = [0x52, 0x47, 0x42] as const;

/** Fractional bits of the factors of YCbCr. */
const BITS = 16;
const HALF = 1 << (BITS - 1);

/** What a chroma sample adds to red or blue, and to green times 2^16 (ITU-T T.871, 7). */
const CR_TO_RED = Int16Array.from(
  { length: 256 },
  (_, cr) => (Math.round(1.402 * 2 ** BITS) * (cr - 128) + HALF) >> BITS,
);
const CB_TO_BLUE = Int16Array.from(
  { length: 256 },
  (_, cb) => (Math.round(1.772 * 2 ** BITS) * (cb - 128) + HALF) >> BITS,
);
const CR_TO_GREEN = Int32Array.from({ length: 256 }, (_, cr) => -Math.round(0.71414 * 2 ** BITS) * (cr - 128));
const CB_TO_GREEN = Int32Array.from({ length: 256 }, (_, cb) => -Math.round(0.34414 * 2 ** BITS) * (cb - 128) + HALF);

/**
 * Decides what the components mean by libjpeg's rules: JFIF, then Adobe's marker, then the identifiers. Four components
 * without Adobe's marker are inks, stored inverted like Adobe's. Browsers show them this way.
 */
export function findJpegColour(frame: JpegFrame, hasJfif: boolean, adobeTransform: number | undefined): JpegColour {
  const { components } = frame;
  if (components.length === 1) return 'gray';
  if (components.length === 4) return adobeTransform === undefined || adobeTransform === 0 ? 'cmyk' : 'ycck';
  if (hasJfif) return 'ycc';
  if (adobeTransform !== undefined) return adobeTransform === 0 ? 'rgb' : 'ycc';
  return components.every((component, index) => component.id === RGB_IDS[index]) ? 'rgb' : 'ycc';
}

/**
 * The function that converts lines of such components to RGBA.
 *
 * @param profile - converts gray levels or inks to sRGB, if it can
 */
export function chooseColourRow(colour: JpegColour, { levels, inkRow = mixBlack }: JpegProfile): JpegColourRow {
  if (colour === 'gray') {
    return ([gray], [from = 0], width, pixels, to) => writeGray(gray!, from, levels ?? PLAIN_LEVELS, width, pixels, to);
  }
  if (colour === 'rgb') return writeRgb;
  if (colour === 'ycc') return writeYcc;
  return (lines, starts, width, pixels, to) => {
    if (colour === 'cmyk') {
      writeRgb(lines, starts, width, pixels, to);
    } else {
      // Adobe stores inks inverted. YCC is computed from the uninverted inks, which equal inverted RGB.
      writeYcc(lines, starts, width, pixels, to);
      for (let at = to; at < to + 4 * width; at++) pixels[at] = 255 - pixels[at];
    }
    const black = lines[3];
    const from = starts[3];
    for (let x = 0; x < width; x++) pixels[to + 4 * x + 3] = black[from + x];
    inkRow(width, pixels, to);
  };
}

const PLAIN_LEVELS = Uint8Array.from({ length: 256 }, (_, level) => level);

/** Darkens pixels by the black ink, which is stored inverted in place of alpha. Browsers do this without a profile. */
function mixBlack(width: number, pixels: Uint8ClampedArray, to: number): void {
  for (let at = to; at < to + 4 * width; at += 4) {
    const light = pixels[at + 3];
    pixels[at] = Math.floor((pixels[at] * light + 127) / 255);
    pixels[at + 1] = Math.floor((pixels[at + 1] * light + 127) / 255);
    pixels[at + 2] = Math.floor((pixels[at + 2] * light + 127) / 255);
    pixels[at + 3] = 255;
  }
}

function writeGray(
  gray: Uint8ClampedArray,
  from: number,
  levels: Uint8Array,
  width: number,
  pixels: Uint8ClampedArray,
  to: number,
): void {
  for (let x = 0, at = to; x < width; x++, at += 4) {
    const value = levels[gray[from + x]];
    pixels[at] = value;
    pixels[at + 1] = value;
    pixels[at + 2] = value;
    pixels[at + 3] = 255;
  }
}

function writeRgb(
  [red, green, blue]: readonly Uint8ClampedArray[],
  [fromRed = 0, fromGreen = 0, fromBlue = 0]: Int32Array,
  width: number,
  pixels: Uint8ClampedArray,
  to: number,
): void {
  for (let x = 0, at = to; x < width; x++, at += 4) {
    pixels[at] = red![fromRed + x];
    pixels[at + 1] = green![fromGreen + x];
    pixels[at + 2] = blue![fromBlue + x];
    pixels[at + 3] = 255;
  }
}

function writeYcc(
  [luma, blueChroma, redChroma]: readonly Uint8ClampedArray[],
  [fromLuma = 0, fromBlue = 0, fromRed = 0]: Int32Array,
  width: number,
  pixels: Uint8ClampedArray,
  to: number,
): void {
  for (let x = 0, at = to; x < width; x++, at += 4) {
    const y = luma![fromLuma + x];
    const cb = blueChroma![fromBlue + x];
    const cr = redChroma![fromRed + x];
    pixels[at] = y + CR_TO_RED[cr];
    pixels[at + 1] = y + ((CB_TO_GREEN[cb] + CR_TO_GREEN[cr]) >> BITS);
    pixels[at + 2] = y + CB_TO_BLUE[cb];
    pixels[at + 3] = 255;
  }
}
