/** The pictures and files that the worker has read. The last ones are kept, since they are often needed again. */

import { decode, decodeIndexed, type IndexedImage, readUsableMetadata } from '../../../../decode/index.js';
import type { Image } from '../../../../image.js';
import { readPicture } from '../../../../io/read-picture.js';
import { sniffFormat } from '../../../../io/sniff.js';
import type { FileRef, OpenedPicture } from '../protocol.js';

/** Larger pictures are rejected. Encoding takes 48 bytes a pixel, which is more than a page may have. */
export const MAX_PAGE_PIXELS = 50e6;

const LIMITS = { maxPixels: MAX_PAGE_PIXELS, maxJpegMemory: 1024 };

/** A picture as read, for encoding. */
export interface SourcePicture {
  readonly image: Image;
  readonly format: OpenedPicture['format'];
  readonly icc?: Uint8Array | undefined;
  readonly notes: readonly string[];
}

/** An AKM file: its bytes, and what is decoded from them. */
export interface AkmFile {
  readonly bytes: Uint8Array;
  readonly image: () => Image;
  readonly indexed: () => IndexedImage;
}

/** Keeps the last result, by the file's id. */
function keepLast<T>(read: (blob: Blob) => Promise<T>): (file: FileRef) => Promise<T> {
  let last: { readonly id: number; readonly value: Promise<T> } | undefined;
  return ({ id, blob }) => {
    if (last?.id !== id) last = { id, value: read(blob) };
    return last.value;
  };
}

/** Reads a picture of any format, like the command line. */
export const readSource = keepLast(async (blob): Promise<SourcePicture> => {
  const bytes = await bytesOf(blob);
  if (sniffFormat(bytes) !== 'akm') return readPicture(bytes, LIMITS);
  const { icc, dropped } = readUsableMetadata(bytes, LIMITS);
  const notes = dropped.map(({ message }) => `left out: ${message}`);
  return { image: decode(bytes, LIMITS), format: 'akm', icc, notes };
});

/** Reads an AKM file. */
export const readAkm = keepLast(async (blob): Promise<AkmFile> => {
  const bytes = await bytesOf(blob);
  return {
    bytes,
    image: once(() => decode(bytes, LIMITS)),
    indexed: once(() => decodeIndexed(bytes, LIMITS)),
  };
});

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}

function once<T>(make: () => T): () => T {
  let value: { readonly made: T } | undefined;
  return () => {
    value ??= { made: make() };
    return value.made;
  };
}
