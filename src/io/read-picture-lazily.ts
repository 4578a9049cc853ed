/** Reading a picture with the reader of its own format alone, loaded when it is needed: a process starts the faster. */

import type { Picture, ReadPictureOptions } from './picture.js';
import { checkReading, type JpegReader, type PictureLimits, toReadError } from './picture-limits.js';

type Reader = (bytes: Uint8Array, limits: PictureLimits) => Picture;

/** As `readPicture`: the same picture, the same errors. */
export async function readPictureLazily(bytes: Uint8Array, options: ReadPictureOptions = {}): Promise<Picture> {
  const limits = checkReading(bytes, options);
  const read = await loadReader(limits);
  try {
    return read(bytes, limits);
  } catch (cause) {
    throw toReadError(limits.format, cause);
  }
}

async function loadReader({ format }: PictureLimits): Promise<Reader> {
  if (format === 'png') return (await import('./png-read.js')).readPng;
  if (format === 'jpeg') return loadJpegReader();
  const { readPnm } = await import('./ppm.js');
  return (bytes, { maxPixels }) => readPnm(bytes, maxPixels);
}

async function loadJpegReader(): Promise<Reader> {
  const readJpeg: JpegReader = (await import('./jpeg-read.js')).readJpeg;
  const { settleProfile } = await import('./colour/settle-profile.js');
  return (bytes, { maxPixels, maxJpegMemory, strict, toSrgb }) =>
    settleProfile(readJpeg(bytes, maxPixels, maxJpegMemory, strict), toSrgb);
}
