import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { AkmError } from '../../src/error.js';
import { readPicture, writePicture } from '../../src/io/index.js';
import { greyJpeg, join, latin, png, pngChunk, pngHeader, repairPng } from '../support/io-files.mjs';
import { runs } from '../support/runs.js';

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** All pairs of colour type and depth. */
const KINDS = [
  [0, 1],
  [0, 2],
  [0, 4],
  [0, 8],
  [0, 16],
  [2, 8],
  [2, 16],
  [3, 1],
  [3, 2],
  [3, 4],
  [3, 8],
  [4, 8],
  [4, 16],
  [6, 8],
  [6, 16],
] as const;
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Any PNG of up to 20x20 pixels, of random rows under random filters. */
const anyPng = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    width: fc.integer({ min: 1, max: 20 }),
    height: fc.integer({ min: 1, max: 20 }),
    interlaced: fc.boolean(),
    keyed: fc.boolean(),
    seed: fc.integer(),
  })
  .map(({ kind: [colourType, depth], width, height, interlaced, keyed, seed }) => {
    const random = makeRandom(seed);
    const passes = interlaced ? ADAM7 : [[0, 0, 1, 1] as const];
    const rows: number[] = [];
    for (const [x, y, stepX, stepY] of passes) {
      const across = Math.ceil((width - x) / stepX);
      const down = Math.ceil((height - y) / stepY);
      if (across <= 0 || down <= 0) continue;
      const rowBytes = Math.ceil((across * CHANNELS[colourType]! * depth) / 8);
      for (let row = 0; row < down; row++) {
        rows.push(random() % 5);
        for (let at = 0; at < rowBytes; at++) rows.push(random() & 255);
      }
    }
    const chunks = [pngHeader(width, height, depth, colourType, interlaced ? 1 : 0)];
    if (colourType === 3) chunks.push(pngChunk('PLTE', Uint8Array.from({ length: 768 >> (8 - depth) }, random)));
    if (keyed && colourType === 0) chunks.push(pngChunk('tRNS', Uint8Array.of(0, random() & ((1 << depth) - 1) & 255)));
    if (keyed && colourType === 3) chunks.push(pngChunk('tRNS', Uint8Array.of(random(), random())));
    const data = Uint8Array.from(deflateSync(Uint8Array.from(rows)));
    const cut = random() % data.length;
    return png(...chunks, pngChunk('IDAT', data.subarray(0, cut)), pngChunk('IDAT', data.subarray(cut)));
  });

/** Changes of single bytes: the place, as a part of the length, and the new value. */
const changes = fc.array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(255)), {
  minLength: 1,
  maxLength: 4,
});

function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 16;
  };
}

function change(bytes: Uint8Array, list: readonly (readonly [number, number])[]): Uint8Array {
  const changed = bytes.slice();
  for (const [part, value] of list) changed[Math.floor(part * changed.length)] = value;
  return changed;
}

/** Reads, or throws an AkmError; what is read has all its pixels. */
function readOrRefuse(bytes: Uint8Array): 'read' | 'refused' {
  try {
    const { image } = readPicture(bytes, { maxPixels: 1_000_000 });
    expect(image.data.length).toBe(image.width * image.height * 4);
    return 'read';
  } catch (error) {
    expect(error).toBeInstanceOf(AkmError);
    return 'refused';
  }
}

describe('any PNG', () => {
  it('reads the same as with pngjs, but for colours that tRNS hides', () => {
    fc.assert(
      fc.property(anyPng, (bytes) => {
        const ours = readPicture(bytes).image.data.slice();
        const theirs = PNG.sync.read(Buffer.from(bytes)).data;
        for (let at = 3; at < ours.length; at += 4) {
          // pngjs blackens pixels that a tRNS key hides, but not those that an alpha channel or a palette's alphas hide.
          if (ours[at] === 0 && theirs[at] === 0 && !theirs.subarray(at - 3, at).some(Boolean))
            ours.fill(0, at - 3, at);
        }
        expect(Buffer.from(ours).equals(theirs)).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  it('changed in a few bytes, with its CRCs repaired, is read or refused', () => {
    const outcomes = { read: 0, refused: 0 };
    fc.assert(
      fc.property(anyPng, changes, (bytes, list) => {
        outcomes[readOrRefuse(repairPng(change(bytes, list)))]++;
      }),
      { numRuns: runs(1000) },
    );
    expect(outcomes.refused).toBeGreaterThan(0);
  });

  it('cut short in its data is refused, unless all of its rows come before the cut', () => {
    const cut = fc.tuple(anyPng, fc.integer({ min: 17, max: 60 }));
    let refused = 0;
    fc.assert(
      fc.property(cut, ([bytes, count]) => {
        const body = bytes.subarray(0, Math.max(0, bytes.length - 12 - count));
        const file = join(body, bytes.subarray(bytes.length - 12));
        if (readOrRefuse(file) === 'refused') {
          refused++;
          return;
        }
        // The last chunk of data may hold nothing but the end of the stream and its checksum.
        const [{ image, notes }, whole] = [readPicture(file), readPicture(bytes)];
        expect(Buffer.from(image.data).equals(Buffer.from(whole.image.data))).toBe(true);
        expect(notes.length).toBeGreaterThan(whole.notes.length);
        expect(() => readPicture(file, { strict: true })).toThrow(AkmError);
      }),
    );
    expect(refused).toBeGreaterThan(0);
  });

  it('with anything behind its data reads the same, with a note, and is refused by strict reading', () => {
    const behind = fc.tuple(
      anyPng,
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.constantFrom('IDAT', 'bytes', 'tEXt'),
    );
    fc.assert(
      fc.property(behind, ([bytes, extra, kind]) => {
        const body = bytes.subarray(0, bytes.length - 12);
        const end = bytes.subarray(bytes.length - 12);
        const damaged = pngChunk('tEXt', extra);
        damaged[damaged.length - 1]! ^= 1;
        const files = {
          IDAT: join(body, pngChunk('IDAT', extra), end),
          bytes: join(body, end, extra),
          tEXt: join(body, damaged, end),
        };
        const { image, notes } = readPicture(files[kind]);
        const whole = readPicture(bytes);
        expect(Buffer.from(image.data).equals(Buffer.from(whole.image.data))).toBe(true);
        expect(notes).toHaveLength(whole.notes.length + 1);
        expect(() => readPicture(files[kind], { strict: true })).toThrow(AkmError);
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('any JPEG', () => {
  const image = {
    width: 40,
    height: 24,
    data: Uint8Array.from({ length: 40 * 24 * 4 }, (_, at) => (at % 4 === 3 ? 255 : (at * at) >> 5)),
  };
  const photo = writePicture(image, 'jpeg', { jpegQuality: 60 });

  it('changed in a few bytes is read or refused', () => {
    const outcomes = { read: 0, refused: 0 };
    const file = fc.constantFrom(photo, greyJpeg(40, 24));
    fc.assert(
      fc.property(file, changes, (bytes, list) => {
        outcomes[readOrRefuse(change(bytes, list))]++;
      }),
      { numRuns: runs(1500) },
    );
    expect(outcomes.read).toBeGreaterThan(0);
    expect(outcomes.refused).toBeGreaterThan(0);
  });

  it('cut short is refused, unless only its end marker is missing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: photo.length - 1 }), (length) => {
        expect(readOrRefuse(photo.subarray(0, length))).toBe(length < photo.length - 2 ? 'refused' : 'read');
      }),
    );
  });
});

describe('any bytes', () => {
  const heads = ['', '\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'P6\n', 'P5 ', 'P2\n', 'P3\n', '\x89AKM'].map(latin);

  it('after the signature of any format are read or refused', () => {
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 200 }), (head, tail) => {
        readOrRefuse(join(head, tail));
      }),
      { numRuns: runs(2000) },
    );
  });

  it('of digits after the signature of a PNM are read or refused', () => {
    const text = fc.string({ unit: fc.constantFrom('0', '1', '2', '5', '9', ' ', '\n', '#', '-', 'x'), maxLength: 60 });
    fc.assert(
      fc.property(fc.constantFrom('P2 ', 'P3 ', 'P5 ', 'P6 '), text, (head, tail) => {
        readOrRefuse(latin(head + tail));
      }),
      { numRuns: runs(1000) },
    );
  });
});
