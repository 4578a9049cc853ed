/** Builds picture files byte by byte, for the tests of src/io: right ones, and wrong ones with right checksums. */
import { crc32, deflateSync } from 'node:zlib';
export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Whether two pictures are the same; much faster than `toEqual`, which compares pixels as elements. */
export function isSameImage(one, other) {
  return (
    one.width === other.width && one.height === other.height && Buffer.from(one.data).equals(Buffer.from(other.data))
  );
}
/** Joins byte arrays. */
export function join(...parts) {
  return Uint8Array.from(Buffer.concat(parts));
}
/** Bytes of a text of Latin-1 letters. */
export function latin(text) {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
/** A whole chunk, with its length and its CRC. */
export function pngChunk(type, data = new Uint8Array()) {
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, data.length + 8)), data.length + 8);
  return Uint8Array.from(chunk);
}
/** An IHDR chunk. */
export function pngHeader(width, height, depth = 8, colourType = 0, interlace = 0) {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colourType, 0, 0, interlace], 8);
  return pngChunk('IHDR', data);
}
/** An IDAT chunk of deflated rows. */
export function pngData(rows) {
  return pngChunk('IDAT', deflateSync(rows));
}
/** A PNG of chunks, with its signature and IEND. */
export function png(...chunks) {
  return join(PNG_SIGNATURE, ...chunks, pngChunk('IEND'));
}
/** Makes every CRC right again, as far as the chunks can be followed. */
export function repairPng(bytes) {
  const file = Buffer.from(bytes);
  for (let at = 8; at + 12 <= file.length; ) {
    const length = file.readUInt32BE(at);
    const end = at + 8 + length;
    if (end + 4 > file.length) break;
    file.writeUInt32BE(crc32(file.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return Uint8Array.from(file);
}
/** Types of a PNG's chunks, in order. */
export function listPngChunks(bytes) {
  const file = Buffer.from(bytes);
  const types = [];
  for (let at = 8; at + 12 <= file.length; at += 12 + file.readUInt32BE(at)) {
    types.push(file.toString('latin1', at + 4, at + 8));
  }
  return types;
}
/** A minimal ICC profile: a header of 128 bytes and `extra` others. */
export function iccProfile(extra = 12, space = 'RGB ') {
  const profile = Buffer.alloc(128 + extra);
  for (let at = 128; at < profile.length; at++) profile[at] = at * 7;
  profile.writeUInt32BE(profile.length, 0);
  profile.write(space, 16, 'latin1');
  profile.write('acsp', 36, 'latin1');
  return Uint8Array.from(profile);
}
/** A TIFF block whose one directory holds an orientation. */
export function exifBlock(orientation, order = 'MM') {
  const little = order === 'II';
  const view = new DataView(new ArrayBuffer(26));
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(8, 1, little);
  view.setUint16(10, 0x0112, little);
  view.setUint16(12, 3, little);
  view.setUint32(14, 1, little);
  view.setUint16(18, orientation, little);
  return new Uint8Array(view.buffer);
}
/** A whole JPEG segment: marker, length, data. */
export function jpegSegment(marker, data = []) {
  const length = data.length + 2;
  return join(Uint8Array.of(0xff, marker, length >> 8, length & 255), Uint8Array.from(data));
}
export const JPEG_START = Uint8Array.of(0xff, 0xd8);
export const JPEG_END = Uint8Array.of(0xff, 0xd9);
/** Table 0, of ones. */
export const JPEG_QUANTIZATION = jpegSegment(0xdb, [0, ...Array(64).fill(1)]);
/** DC table 0 and AC table 0 with one code each, of one zero bit: no difference, and the end of the block. */
export const JPEG_HUFFMAN = join(
  jpegSegment(0xc4, [0x00, 1, ...Array(15).fill(0), 0]),
  jpegSegment(0xc4, [0x10, 1, ...Array(15).fill(0), 0]),
);
/** A SOF segment. */
export function jpegFrame(width, height, components = [[1, 1, 1]], marker = 0xc0, precision = 8) {
  const shapes = components.flatMap(([id, h, v]) => [id, (h << 4) | v, 0]);
  return jpegSegment(marker, [
    precision,
    height >> 8,
    height & 255,
    width >> 8,
    width & 255,
    components.length,
    ...shapes,
  ]);
}
/** A SOS segment with `bits` zero bits of data, which with {@link JPEG_HUFFMAN} are two for each gray block. */
export function jpegScan(ids, bits, [start, end, high, low] = [0, 63, 0, 0]) {
  const selectors = ids.flatMap((id) => [id, 0]);
  const header = jpegSegment(0xda, [ids.length, ...selectors, start, end, (high << 4) | low]);
  return join(header, zeroBits(bits));
}
/** Zero bits, filled up with ones to whole bytes. */
export function zeroBits(bits) {
  const data = new Uint8Array(Math.ceil(bits / 8));
  if (bits % 8 !== 0) data[data.length - 1] = 0xff >> (bits % 8);
  return data;
}
/** A gray JPEG of one value, 128. */
export function greyJpeg(width, height, ...before) {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const scan = jpegScan([1], blocks * 2);
  return join(JPEG_START, ...before, JPEG_QUANTIZATION, JPEG_HUFFMAN, jpegFrame(width, height), scan, JPEG_END);
}
