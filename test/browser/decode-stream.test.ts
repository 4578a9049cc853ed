/** The decoder of downloads pauses, so that its worker can answer other messages or be ended. */

import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { ByteWriter } from '../../src/bits/byte-writer.js';
import { decodeStream } from '../../src/browser/stream/decode-stream.js';
import { bitmapSize, makeGrid } from '../../src/codec/layout.js';
import { UNSCALED, writeHeader } from '../../src/format/header.js';
import { writeBand, writeTail } from '../../src/format/write-container.js';

const BANDS = 4;

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
    mesh: 0,
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

it('the decoder of downloads pauses after each band, so its worker can be ended there', async () => {
  const file = writeNoise(2048, 1024);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const turnsAtBand: number[] = [];
  await decodeStream(
    new Blob([file as BlobPart]).stream(),
    { maxBytes: 2 ** 26, maxPixels: 2 ** 26 },
    { onSize: () => {}, onRows: () => turnsAtBand.push(turns) },
  );
  clearInterval(timer);
  expect(turnsAtBand.length).toBe(BANDS);
  for (let band = 1; band < BANDS; band++) expect(turnsAtBand[band]).toBeGreaterThan(turnsAtBand[band - 1]);
});
