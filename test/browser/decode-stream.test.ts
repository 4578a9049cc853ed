/** The decoder of downloads shows the block map first, and pauses, so that its worker can answer other messages or be ended. */

import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../../src/bits/byte-writer.js';
import { decodeStream } from '../../src/browser/stream/decode-stream.js';
import { bitmapSize, makeGrid } from '../../src/codec/layout.js';
import { readInfo } from '../../src/decode/index.js';
import { encode } from '../../src/encode/index.js';
import { UNSCALED, writeHeader } from '../../src/format/header.js';
import { writeBand, writeTail } from '../../src/format/write-container.js';
import { halfBusyPicture } from '../support/pictures.js';

const BANDS = 4;

const LIMITS = { maxBytes: 2 ** 26, maxPixels: 2 ** 26 };

/** A picture of noise in bands, each of which takes long. */
function writeNoise(width: number, height: number): Uint8Array {
  const header = {
    width,
    height,
    scale: UNSCALED,
    alpha: false,
    hidden: false,
    packedLow: false,
    packedHigh: false,
    predictor: 0,
    blockLog2: 4,
    k1: 16,
    k2: 1,
    stripWidth: 0,
    bandBlockRows: height / 16 / BANDS,
    mesh: undefined,
  };
  const bitmap = new Uint8Array(bitmapSize(makeGrid(header)));
  const palettes = Uint8Array.from({ length: 17 * 3 }, (_, i) => i);
  const indices = Uint8Array.from({ length: (width * height) / BANDS }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 28);
  const low = deflateSync(indices, { level: 1 });
  const writer = new ByteWriter();
  writeHeader(writer, header, deflateSync(Buffer.concat([bitmap, palettes])));
  for (let band = 0; band < BANDS; band++) writeBand(writer, { low, high: new Uint8Array(0) });
  writeTail(writer, []);
  return writer.finish();
}

/** The colours of the block map that a download shows before its bands: the words of all blocks, without repetition. */
async function previewOf(file: Uint8Array): Promise<Uint32Array> {
  let words = new Uint32Array(0);
  const onBlocks = (blocks: Uint32Array<ArrayBuffer>) => {
    words = blocks;
  };
  await decodeStream(new Blob([file as BlobPart]).stream(), LIMITS, { onSize: () => {}, onRows: () => {}, onBlocks });
  return words;
}

/** Red, green, blue and alpha of a word. */
const bytesOf = (word: number) => [...new Uint8Array(Uint32Array.of(word).buffer)];

describe('the block map that a download shows before its bands', () => {
  const picture = halfBusyPicture(64, 32);
  const blocks = (columns: (column: number) => number) => Uint8Array.from({ length: 32 }, (_, i) => columns(i % 8));
  const encodeMap = (blockMap: Uint8Array) => encode(picture, { block: 8, blockMap, k1: 4, k2: 16 });

  it('has the mean colour of the high palette where a mesh draws, if there is no low palette', async () => {
    const file = encodeMap(blocks((column) => (column < 4 ? 2 : 1)));
    const { k1, highPalette } = readInfo(file);
    expect(k1).toBe(0);
    const mean = [0, 1, 2].map((channel) => {
      const values = highPalette.filter((_, i) => i % 4 === channel);
      return Math.floor(values.reduce((sum, value) => sum + value, 0) / values.length);
    });
    const words = new Set(await previewOf(file));
    expect([...words].map(bytesOf)).toEqual([[...mean, 255]]);
  });

  it('has one opaque colour for low blocks, drawn by a mesh or not, and another for high ones', async () => {
    const words = await previewOf(encodeMap(blocks((column) => (column < 4 ? 2 * (column % 2) : 1))));
    expect(new Set(words).size).toBe(2);
    expect(words[1]).toBe(words[0]);
    expect([...words].map((word) => bytesOf(word)[3])).toEqual(Array.from(words, () => 255));
  });
});

it('the decoder of downloads pauses after each band, so its worker can be ended there', async () => {
  const file = writeNoise(2048, 1024);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const turnsAtBand: number[] = [];
  await decodeStream(new Blob([file as BlobPart]).stream(), LIMITS, {
    onSize: () => {},
    onRows: () => turnsAtBand.push(turns),
  });
  clearInterval(timer);
  expect(turnsAtBand.length).toBe(BANDS);
  for (let band = 1; band < BANDS; band++) expect(turnsAtBand[band]).toBeGreaterThan(turnsAtBand[band - 1]);
});
