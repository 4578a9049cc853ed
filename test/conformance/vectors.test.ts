/** Every test vector of the specification, in every function of the decoder. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../spec/vectors/paint.mjs';
import {
  type AkmError,
  type DecodeOptions,
  decode,
  decodeAsync,
  decodeIndexed,
  decodeInto,
  FormatError,
  type Inflate,
  LimitError,
  readInfo,
  readMetadata,
  readSections,
  UnsupportedError,
} from '../../src/decode/index.js';
import { classAt, decodePlain, enlargePlain, type PlainColour } from '../support/plain-decoder.mjs';
import { errorOf, MANIFEST, readValid, readVector } from './read-vectors.js';

const ERRORS: Record<string, new (...args: never[]) => AkmError> = { FormatError, LimitError, UnsupportedError };

/** An inflate by Node's zlib, written only from the contract. */
const inflateWithNode: Inflate = (stream, length) => {
  const { buffer, engine } = inflateSync(stream, { maxOutputLength: length, info: true }) as unknown as {
    buffer: Uint8Array;
    engine: { bytesWritten: number };
  };
  if (engine.bytesWritten !== stream.length) throw new Error('bytes behind the stream');
  return buffer;
};

const INFLATES: readonly [string, DecodeOptions][] = [
  ['pako', {}],
  ['node:zlib', { inflate: inflateWithNode }],
];

function hex32(value: number): string {
  return value.toString(16).padStart(8, '0');
}

function listColours(palette: Uint8Array): PlainColour[] {
  return Array.from({ length: palette.length / 4 }, (_, i) => [...palette.subarray(i * 4, i * 4 + 4)]);
}

describe('the vectors', () => {
  it('equal the output of their recipes', () => {
    const script = fileURLToPath(new URL('../../scripts/make-vectors.mjs', import.meta.url));
    expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
  });

  it('are many', () => {
    expect(MANIFEST.valid.length).toBeGreaterThanOrEqual(34);
    expect(MANIFEST.invalid.length).toBeGreaterThanOrEqual(70);
  });
});

describe.each(INFLATES)('with %s, a valid vector', (_, options) => {
  it.each(MANIFEST.valid)('$file decodes: $shows', async (vector) => {
    const bytes = readVector(vector);
    const { width, height } = vector;
    const size = width * height * 4;

    const image = decode(bytes, options);
    expect([image.width, image.height, image.data.length]).toEqual([width, height, size]);
    expect(hex32(crc32(image.data))).toBe(vector.crc32);

    for (const shift of [0, 1, 4]) {
      const target = new Uint8Array(size + shift).subarray(shift);
      expect(decodeInto(bytes, target, options)).toEqual({ width, height });
      expect(hex32(crc32(target))).toBe(vector.crc32);
    }

    const later = await decodeAsync(bytes, options);
    expect(hex32(crc32(later.data))).toBe(vector.crc32);
  });

  it.each(MANIFEST.valid)('$file gives the indices from which the plain decoder makes the same picture', (vector) => {
    const bytes = readVector(vector);
    const info = readInfo(bytes, options);
    const indexed = decodeIndexed(bytes, options);
    expect([indexed.width, indexed.height]).toEqual([info.storedWidth, info.storedHeight]);
    expect(indexed.scale).toEqual(info.scale);
    expect(indexed.blockMap).toEqual(info.blockMap);

    const picture = {
      ...{ width: vector.width, height: vector.height, scale: indexed.scale },
      ...{ block: Math.log2(indexed.blockSide), k1: info.k1 },
      ...{ map: indexed.blockMap, palette1: listColours(indexed.lowPalette) },
      ...{ palette2: listColours(indexed.highPalette), meshMap: indexed.meshMap },
    };
    const drawn = decodePlain(picture, indexed.indices);
    if (info.mesh === undefined) expect(hex32(crc32(drawn))).toBe(vector.crc32);
    // The plain decoder leaves the pixels of a mesh empty here.
    const mask = new Uint8Array(4 * indexed.width * indexed.height);
    for (let i = 0; i < indexed.width * indexed.height; i++) {
      const isOfMesh = classAt(picture, i % indexed.width, Math.floor(i / indexed.width)) === 2;
      if (isOfMesh) mask.fill(1, 4 * i, 4 * i + 4);
    }
    const empty = enlargePlain(picture, mask);
    const { data } = decode(bytes, options);
    expect(crc32(drawn)).toBe(crc32(data.map((value, i) => (empty[i] === 1 ? 0 : value))));
  });

  const meshes = MANIFEST.valid.filter(({ file }) => file.includes('mesh'));
  it.each(meshes)('$file gives each pixel of a mesh the nearest entry of palette 2', (vector) => {
    const bytes = readVector(vector);
    const { meshMap, blockSide, blockColumns, scale, width, ...indexed } = decodeIndexed(bytes, options);
    const { data } = decode(bytes, options);
    if (scale.x * scale.y > 1) return;
    const palette = listColours(indexed.highPalette);
    const known = new Map<string, number>();
    for (let i = 0; i < indexed.indices.length; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      if (meshMap[Math.floor(y / blockSide) * blockColumns + Math.floor(x / blockSide)] === 0) continue;
      const colour = [...data.subarray(4 * i, 4 * i + 4)];
      const entry = known.get(colour.join()) ?? nearest(palette, colour);
      known.set(colour.join(), entry);
      if (indexed.indices[i] !== entry) expect([x, y, indexed.indices[i]]).toEqual([x, y, entry]);
    }
  });

  it.each(MANIFEST.valid)('$file has sections that add up to its size', (vector) => {
    const bytes = readVector(vector);
    let offset = 0;
    for (const section of readSections(bytes, options)) {
      expect(section.offset).toBe(offset);
      offset += section.bytes;
    }
    expect(offset).toBe(bytes.length);
  });

  it('gives its metadata', () => {
    const { icc, exif } = readMetadata(readValid('chunks'), options);
    expect(icc).toHaveLength(132);
    expect(String.fromCharCode(...icc!.subarray(36, 40))).toBe('acsp');
    expect(exif).toHaveLength(26);
    expect(readMetadata(readValid('pixel'), options)).toEqual({});
  });
});

describe.each(INFLATES)('with %s, a faulty vector', (_, options) => {
  it.each(MANIFEST.invalid)('$file is refused ($code): $shows', async (vector) => {
    const bytes = readVector(vector);
    const expected = { name: vector.error, code: vector.code };
    const isOfPixels = vector.reader === undefined;
    const error = errorOf(isOfPixels ? () => decode(bytes, options) : () => readMetadata(bytes, options));
    expect(error).toBeInstanceOf(ERRORS[vector.error]);
    expect(error).toMatchObject(expected);
    if (isOfPixels) {
      expect(errorOf(() => decodeIndexed(bytes, options))).toMatchObject(expected);
      await expect(decodeAsync(bytes, options)).rejects.toMatchObject(expected);
    } else {
      const image = decode(bytes, options);
      expect([image.width, image.height, hex32(crc32(image.data))]).toEqual([
        vector.width,
        vector.height,
        vector.crc32,
      ]);
    }
  });

  it.each(MANIFEST.invalid)('$file is refused within a second', (vector) => {
    const bytes = readVector(vector);
    const start = performance.now();
    errorOf(() => decode(bytes, options));
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
