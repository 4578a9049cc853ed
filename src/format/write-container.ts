/** Writes the parts after the prefix: bands, chunks, end mark (spec, sections 5 and 6). */

import type { ByteWriter } from '../bits/byte-writer.js';
import { END_MARK } from './constants.js';

/** A band's zlib streams. A stream is empty when the band has no block of that kind. */
export interface BandStreams {
  readonly low: Uint8Array;
  readonly high: Uint8Array;
  /** Absent if the file has no mesh. */
  readonly mesh?: MeshStream;
}

/** The zlib stream of a band's mesh. */
export interface MeshStream {
  readonly stream: Uint8Array;
  /** Bytes when inflated. */
  readonly length: number;
}

/** An ancillary chunk: four ASCII characters and its data. */
export interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** Writes one band: sizes, streams, CRC-32. */
export function writeBand(writer: ByteWriter, { low, high, mesh }: BandStreams): void {
  const start = writer.size;
  writer.writeVarint(low.length);
  writer.writeVarint(high.length);
  if (mesh !== undefined) {
    writer.writeVarint(mesh.stream.length);
    if (mesh.stream.length > 0) writer.writeVarint(mesh.length);
  }
  writer.writeBytes(low);
  writer.writeBytes(high);
  if (mesh !== undefined) writer.writeBytes(mesh.stream);
  writer.writeCrc32(start);
}

/** Writes the chunks in the order of their types, then the end mark. */
export function writeTail(writer: ByteWriter, chunks: readonly Chunk[]): void {
  const sorted = [...chunks].sort((a, b) => (a.type < b.type ? -1 : 1));
  for (const { type, data } of sorted) {
    const start = writer.size;
    writer.writeAscii(type);
    writer.writeVarint(data.length);
    writer.writeBytes(data);
    writer.writeCrc32(start);
  }
  writer.writeByte(END_MARK);
}
