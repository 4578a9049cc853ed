/** PNG and JPEG files that are made to cost much or to be read wrongly, by name. */

import { deflateSync } from 'node:zlib';
import {
  JPEG_END,
  JPEG_HUFFMAN,
  JPEG_QUANTIZATION,
  JPEG_START,
  join,
  jpegFrame,
  jpegScan,
  jpegSegment,
  png,
  pngChunk,
  pngData,
  pngHeader,
} from '../../test/support/io-files.mjs';

const RGBA = 6;
const PROGRESSIVE = 0xc2;

function jpeg(...segments) {
  return join(JPEG_START, JPEG_QUANTIZATION, JPEG_HUFFMAN, ...segments, JPEG_END);
}

/** 64 MiB of zeros, deflated, sixteen times over. */
function zlibBomb() {
  const zeros = deflateSync(new Uint8Array(2 ** 26), { level: 9 });
  return join(...Array.from({ length: 16 }, () => zeros));
}

/** A PNG of zeros, whose rows all have the same filter. */
function emptyPng(side, depth, colourType, channels, filter = 0) {
  const rowBytes = Math.ceil((side * channels * depth) / 8) + 1;
  const all = new Uint8Array(side * rowBytes);
  for (let at = 0; at < all.length; at += rowBytes) all[at] = filter;
  return png(pngHeader(side, side, depth, colourType), pngChunk('IDAT', deflateSync(all, { level: 9 })));
}

/** A JPEG of 1600 x 1600 whose coefficients come in the given number of scans. */
function manyScans(count) {
  const scans = Array.from({ length: count }, () => jpegScan([1], 400, [0, 0, 0, 1]));
  return jpeg(jpegFrame(1600, 1600, [[1, 1, 1]], PROGRESSIVE), ...scans);
}

/** A JPEG of 16000 x 16000 with a restart interval of one block. */
function wideScan(scan, kind) {
  return jpeg(jpegFrame(16000, 16000, [[1, 1, 1]], kind), jpegSegment(0xdd, [0, 1]), scan);
}

/** A scan of the given number of intervals, whose restart markers all have the wrong number. */
function restarts(count) {
  const marker = Uint8Array.of(0xff, 0xd3);
  return [jpegScan([1], 2), ...Array.from({ length: count }, () => join(marker, Uint8Array.of(0x3f)))];
}

/** A frame whose only component is sampled 0 times: sixteen bytes that made a well-known reader loop endlessly. */
function zeroSampling() {
  return join(JPEG_START, jpegSegment(0xc1, [8, 0, 8, 0, 8, 1, 1, 0x00, 0]));
}

/** @returns {[string, Uint8Array][]} */
export function hostilePictures() {
  const rows = (width, height) => new Uint8Array((1 + width * 4) * height);
  return [
    ['PNG, IDAT a byte short', png(pngHeader(40, 40, 8, RGBA), pngData(rows(40, 40).subarray(1)))],
    ['PNG, IDAT of half the rows', png(pngHeader(600, 600, 8, RGBA), pngData(rows(600, 300)))],
    ['PNG, no IDAT', png(pngHeader(600, 600, 8, RGBA))],
    [
      'PNG, IDAT cut in its stream',
      png(pngHeader(600, 600, 8, RGBA), pngChunk('IDAT', deflateSync(rows(600, 600)).subarray(0, -9))),
    ],
    ['PNG, interlaced, IDAT half empty', png(pngHeader(600, 600, 8, RGBA, 1), pngData(rows(600, 300)))],
    ['PNG, interlaced, inflates to 1 GiB', png(pngHeader(8, 8, 8, 0, 1), pngChunk('IDAT', zlibBomb()))],
    ['PNG, inflates to 1 GiB', png(pngHeader(8, 8), pngChunk('IDAT', zlibBomb()))],
    ['PNG of 16383 x 16383 in 32 kB', emptyPng(16383, 1, 0, 1)],
    ['PNG of 7071 x 7071 in 48 kB', emptyPng(7071, 8, 0, 1)],
    ['PNG of 5000 x 5000, 16 bits a sample, Paeth', emptyPng(5000, 16, RGBA, 4, 4)],
    ['PNG of 30000 x 30000', png(pngHeader(30000, 30000), pngData(new Uint8Array(9)))],
    ['PNG of 16000 x 16000, interlaced', png(pngHeader(16000, 16000, 16, RGBA, 1), pngData(new Uint8Array(9)))],
    ['JPEG of 65500 x 65500', jpeg(jpegFrame(65500, 65500), jpegScan([1], 1000))],
    ['JPEG of 16000 x 16000', jpeg(jpegFrame(16000, 16000), jpegScan([1], 1000))],
    ['JPEG of 16000 x 16000, DC missing', wideScan(jpegScan([1], 1000, [1, 63, 0, 0]), PROGRESSIVE)],
    ['JPEG of 16000 x 16000, an interval a block', wideScan(join(...restarts(1000)), 0xc0)],
    ['JPEG of 1,000 scans', manyScans(1000)],
    ['JPEG of CVE-2022-25851', zeroSampling()],
    ['JPEG of CVE-2022-25851, ended', join(zeroSampling(), JPEG_END)],
    ['JPEG, no scan', jpeg(jpegFrame(600, 600))],
  ];
}
