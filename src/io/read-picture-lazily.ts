/** Reading a picture with the reader of its own format alone, loaded when it is needed: a process starts the faster. */

import type { Picture, PictureFormat, ReadPictureOptions } from './picture.js';
import { checkReading, toReadError } from './picture-limits.js';

/** As `readPicture`: the same picture, the same errors. */
export async function readPictureLazily(bytes: Uint8Array, options: ReadPictureOptions = {}): Promise<Picture> {
  const { format, maxPixels, maxJpegMemory } = checkReading(bytes, options);
  const read = await loadReader(format);
  try {
    return read(bytes, maxPixels, maxJpegMemory);
  } catch (cause) {
    throw toReadError(format, cause);
  }
}

async function loadReader(
  format: PictureFormat,
): Promise<(bytes: Uint8Array, maxPixels: number, maxJpegMemory: number) => Picture> {
  if (format === 'png') return (await import('./png-read.js')).readPng;
  if (format === 'jpeg') return (await import('./jpeg-read.js')).readJpeg;
  return (await import('./ppm.js')).readPnm;
}
