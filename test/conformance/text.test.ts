/** The specification's tables, pseudo-code and names agree with arithmetic, the vectors and `akm.ksy`. */

import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type AkmInfo, readInfo, readSections } from '../../src/decode/index.js';
import { readSpec, rowsOf, SPEC } from './read-spec.js';
import { MANIFEST, readVector, specPath } from './read-vectors.js';

/** The pseudo-code of a section: JavaScript, but for its functions and the declarations of its variables. */
function compileCode(heading: string, names: readonly string[], which = 0): (...values: unknown[]) => void {
  const section = readSpec(heading);
  const [, code] = Array.from(section.matchAll(/```\n([^`]+)```/g))[which];
  const assigned = new Set(Array.from(code.matchAll(/\b([A-Za-z]\w*) = /g), ([, name]) => name));
  const variables = [...assigned].filter((name) => !names.includes(name));
  const functions = 'var { floor, min, max, abs } = Math; var clamp = (v, low, high) => min(max(v, low), high);';
  return compileFunction(`${functions}\nvar ${variables.join()};\n${code}`, [...names]) as never;
}

type Pixel = readonly number[];

interface Geometry extends AkmInfo {
  readonly isHigh: (block: number) => number;
}

function palettesOf({ lowPalette, highPalette }: AkmInfo): Pixel[][] {
  return [lowPalette, highPalette].map((palette) =>
    Array.from({ length: palette.length / 4 }, (_, i) => [...palette.subarray(i * 4, i * 4 + 4)]),
  );
}

/** `n` of the two planes of a band, by the formula of section 5. */
function countPixels(
  { storedWidth, storedHeight, blockSide: side, blockColumns, blockRows, isHigh, meshMap, ...info }: Geometry,
  b: number,
) {
  const n = [0, 0];
  const end = Math.min((b + 1) * info.bandBlockRows, blockRows);
  for (let row = b * info.bandBlockRows; row < end; row++) {
    for (let column = 0; column < blockColumns; column++) {
      const pixels = Math.min(side, storedWidth - column * side) * Math.min(side, storedHeight - row * side);
      const block = row * blockColumns + column;
      if (meshMap[block] === 0) n[isHigh(block)] += pixels;
    }
  }
  return n;
}

const restore = compileCode('## 5.', [
  ...['b', 'storedWidth', 'storedHeight', 'side', 'band', 'stripWidth', 'plane', 'k', 'predictor'],
]);
const drawBand = compileCode(
  '## 5.',
  [
    ...['b', 'storedWidth', 'storedHeight', 'side', 'columns', 'band', 'stripWidth', 'isHigh', 'isMesh', 'plane'],
    ...['n', 'k', 'bits', 'palette', 'picture'],
  ],
  1,
);
const enlarge = compileCode('## 7.', [
  ...['width', 'height', 'scaleX', 'scaleY', 'offsetX', 'offsetY', 'picture', 'drawn'],
]);

const restoreMesh = compileCode('### 5.3', [
  ...['f', 'R', 'right', 'lower', 'channels', 'V', 'S', 'isActive', 'stepOf', 'nextToken', 'nextAlpha', 'nextEscape'],
]);
const drawMesh = compileCode('### 5.4', [
  ...['storedWidth', 'pixelRows', 'first', 'f', 'channels', 'V', 'isInMesh', 'picture'],
]);

/** Bits of an index in a plane, by the table of section 5. */
function bitsOf(k: number, isPacked: boolean): number {
  const rows = rowsOf(readSpec('## 5.'), /^\d+( to \d+)?$/).map(([sizes, plain, packed]) => ({
    most: Number(sizes.split(' to ').at(-1)),
    bits: Number(isPacked ? packed : plain),
  }));
  return rows.find(({ most }) => k <= most)!.bits;
}

/** The inflated meshes of a file, by band. */
function inflateMeshes(bytes: Uint8Array): Map<number, Uint8Array> {
  return new Map(
    readSections(bytes).flatMap(({ name, offset, bytes: size }) => {
      const band = /^band (\d+) mesh$/.exec(name);
      return band === null ? [] : [[Number(band[1]), inflateSync(bytes.subarray(offset, offset + size))] as const];
    }),
  );
}

/** Reads the parts of an inflated mesh (the table of section 5.3) for its pseudo-code. */
function makeMeshReader(stored: Uint8Array, vertices: number) {
  let at = 0;
  const readVarint = () => {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = stored[at++];
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  const counts = Array.from({ length: 5 }, readVarint);
  const starts = [at];
  for (const count of counts) starts.push(starts[starts.length - 1] + count);
  const tokens = starts.slice();
  const alphas = starts.map((start) => start + vertices);
  return {
    nextToken: (context: number) => stored[tokens[context]++],
    nextAlpha: (context: number) => stored[alphas[context]++],
    nextEscape: readVarint,
    startEscapes: (channels: number) => {
      at = starts[0] + vertices * (channels === 4 ? 2 : 1);
    },
    isAtEnd: () => at === stored.length,
  };
}

/** Restores and draws a mesh as the pseudo-code of the sections 5.3 and 5.4 does. */
function drawMeshByText(info: AkmInfo, b: number, stored: Uint8Array, picture: Pixel[][]): void {
  const { storedWidth, storedHeight, blockSide: side, blockColumns, meshMap } = info;
  const mesh = info.mesh!;
  const first = b * info.bandBlockRows * side;
  const pixelRows = Math.min(first + info.bandBlockRows * side, storedHeight) - first;
  const f = 2 ** mesh.finestLog2;
  let R = 2 ** mesh.rootLog2;
  while (R > f && R / 2 >= Math.min(storedWidth, pixelRows)) R /= 2;
  const [right, lower] = [storedWidth, pixelRows].map((size) => Math.ceil(size / R) * R);
  const isInMesh = (x: number, y: number) =>
    meshMap[Math.floor((first + y) / side) * blockColumns + Math.floor(x / side)] === 1;
  const isActive = (x: number, y: number, d: number) => {
    for (let j = Math.max(y - d, 0); j < Math.min(y + d, pixelRows); j++) {
      for (let i = Math.max(x - d, 0); i < Math.min(x + d, storedWidth); i++) if (isInMesh(i, j)) return true;
    }
    return false;
  };
  let vertices = 0;
  for (let y = 0; y <= lower; y += f) {
    for (let x = 0; x <= right; x += f) {
      let d = R;
      while (x % d > 0 || y % d > 0) d /= 2;
      if (isActive(x, y, d)) vertices++;
    }
  }
  const channels = info.alpha ? 4 : 3;
  const stepOf = (c: number, d: number) =>
    (c === 1 || c === 2 ? mesh.chromaSteps : mesh.lumaSteps)[Math.log2(d) - mesh.finestLog2];
  const makePlane = () => Array.from({ length: lower + 1 }, () => new Array<number>(right + 1));
  const V = Array.from({ length: channels }, makePlane);
  const reader = makeMeshReader(stored, vertices);
  reader.startEscapes(channels);
  const next = [reader.nextToken, reader.nextAlpha, reader.nextEscape];
  restoreMesh(f, R, right, lower, channels, V, makePlane(), isActive, stepOf, ...next);
  expect(reader.isAtEnd()).toBe(true);
  drawMesh(storedWidth, pixelRows, first, f, channels, V, isInMesh, picture);
}

/** A file's pixels as the pseudo-code draws and enlarges them. */
function drawByText(bytes: Uint8Array): Uint8Array {
  const info = readInfo(bytes);
  const { width, height, storedWidth, storedHeight, blockSide: side, blockColumns: columns, k1, k2, scale } = info;
  const isHigh = (i: number) => info.blockMap[i];
  const makeRows = (across: number, down: number): Pixel[][] => Array.from({ length: down }, () => new Array(across));
  const palette = palettesOf(info);
  const planes = readSections(bytes)
    .filter(({ name }) => name.endsWith('plane'))
    .map((place) => (place.bytes === 0 ? [] : inflateSync(bytes.subarray(place.offset, place.offset + place.bytes))));

  const meshes = inflateMeshes(bytes);
  const picture = makeRows(storedWidth, storedHeight);
  const bits = [k1 > 0 ? bitsOf(k1, info.packedLow) : 8, bitsOf(k2, info.packedHigh)];
  for (let b = 0; b < info.bandCount; b++) {
    const n = countPixels({ ...info, blockMap: info.blockMap, isHigh }, b);
    const stripWidth = info.stripWidth === 0 ? storedWidth : info.stripWidth;
    const ofBand = [planes.slice(2 * b, 2 * b + 2), n, [k1, k2], bits];
    const geometry = [storedWidth, storedHeight, side, columns, info.bandBlockRows, stripWidth];
    if (info.predictor > 0) {
      const ofPlane = [storedWidth, storedHeight, side, info.bandBlockRows, stripWidth, planes[2 * b + 1], k2];
      restore(b, ...ofPlane, info.predictor);
    }
    drawBand(b, ...geometry, isHigh, (i: number) => info.meshMap[i] === 1, ...ofBand, palette, picture);
    const stored = meshes.get(b);
    if (stored !== undefined) drawMeshByText(info, b, stored, picture);
  }
  const drawn = makeRows(width, height);
  enlarge(width, height, scale.x, scale.y, scale.offsetX, scale.offsetY, picture, drawn);
  return Uint8Array.from(drawn.flat(2));
}

describe('the pseudo-code', () => {
  it('draws and enlarges every vector of up to 10,000 pixels', () => {
    const small = MANIFEST.valid.filter(({ width, height }) => width * height <= 10_000);
    expect(small.length).toBeGreaterThan(120);
    for (const vector of small) {
      const found = crc32(drawByText(readVector(vector)));
      expect([vector.file, found.toString(16).padStart(8, '0')]).toEqual([vector.file, vector.crc32]);
    }
  });
});

/** The largest values of section 3's table, from the largest possible fields. The side is 2, which gives the most blocks, unless stated. */
function largestValues(): Record<string, bigint> {
  const most = 2n ** 32n - 1n;
  const blocks = (most + 1n) / 2n;
  const entries = 2n * 4096n * 4n;
  return {
    'the five groups of a varint': 2n ** 35n - 1n,
    'width + offsetX + scaleX - 1': most + 15n + 16n - 1n,
    'storedWidth + side - 1': most + 256n - 1n,
    'width * height': most * most,
    '4 * width * height': 4n * most * most,
    'columns * rows': blocks * blocks,
    'length of the table': (2n * blocks * blocks) / 8n + entries,
    n: most * most,
    '2 * n': 2n * most * most,
    '1032 * size': 1032n * most,
    'offset + size': most + most,
    // The first strip ends one pixel before the picture's edge, the second begins there.
    'left + strip': most - 1n + (most - 1n),
    // Two bands, the second of one block row.
    '(b + 1) * band * side': 2n * (blocks - 1n) * 2n,
    'm * bits': most * 4n,
    right: 32n * ((most + 31n) / 32n),
    // The largest escape is one of alpha: 255 and a varint of three bytes. Half of it is a residual.
    '(floor((2 * p + step) / (2 * step)) + residual) * step': (32n + (255n + 2n ** 21n - 1n) / 2n) * 255n,
    'colour + 8 * f * f': 3n * 8191n * 64n + 8n * 64n,
    'x + offsetX': most - 1n + 15n,
  };
}

/** The value of a sum like `2^42 + 2^35 - 1032`. */
function sumOf(text: string): bigint {
  return text.split(/ (?=[+-] )/).reduce((sum, term) => {
    const [, sign, base, power = '1'] = /^([+-] )?(\d+)(?:\^(\d+))?$/.exec(term)!;
    return sum + (sign === '- ' ? -1n : 1n) * BigInt(base) ** BigInt(power);
  }, 0n);
}

describe('the table of values that may not fit', () => {
  const rows = rowsOf(readSpec('## 3.'), /./).filter((cells) => cells.length === 6 && /^\d/.test(cells[1]));

  it('names the largest value of each', () => {
    const named = rows.map(([value, most]): [string, bigint] => {
      const name = value.replace(/^`([^`]*)`.*/, '$1');
      return [name, sumOf(most)];
    });
    expect(Object.fromEntries(named)).toEqual(largestValues());
  });

  it('says which of them fit in 32, 53 and 64 bits', () => {
    const yesOrNo = (value: boolean) => (value ? 'yes' : 'no');
    for (const [value, most, ...exceeds] of rows) {
      const sum = sumOf(most);
      const expected = [sum >= 2n ** 32n, sum > 2n ** 53n, sum >= 2n ** 64n].map(yesOrNo);
      expect([value, ...exceeds.slice(0, 3)]).toEqual([value, ...expected]);
    }
  });
});

describe('the text', () => {
  it('gives the right CRC-32 of 123456789', () => {
    expect(SPEC).toContain(`\`123456789\` is 0x${crc32('123456789').toString(16).toUpperCase()}`);
  });

  it('names and links existing vectors', () => {
    const files = [...MANIFEST.valid, ...MANIFEST.invalid].map(({ file }) => file);
    for (const [, path] of SPEC.matchAll(/\(vectors\/([a-z]+\/[^)]+)\)/g)) expect(files).toContain(path);
    for (const [, start] of SPEC.matchAll(/`([a-z]+-)\.\.\.`/g)) {
      expect(files.some((file) => file.includes(`/${start}`))).toBe(true);
    }
  });

  it('has the fields of the prefix, of a band and of a chunk in the order of akm.ksy', () => {
    const ksy = readFileSync(specPath('akm.ksy'), 'utf8');
    const idsOf = (type: string) => {
      const [, body] = new RegExp(`^  ${type}:\n([\\s\\S]*?)(?=^  \\S|^    instances:)`, 'm').exec(ksy)!;
      return [...body.matchAll(/- id: (\w+)/g)].map(([, id]) => id);
    };
    const other: Record<string, string> = {
      'table size': 'len_table',
      size: 'len_data',
      'CRC-32': 'crc32',
      'mesh length': 'len_inflated_mesh',
    };
    const fieldsOf = (heading: string) =>
      rowsOf(readSpec(heading), /./)
        .filter(([, type]) => /^(u8|u32|varint|\d bytes|bytes|zlib stream)$/.test(type))
        .map(([field]) => other[field] ?? field.replace(/^(low|high|mesh) size$/, 'len_$1').replace(/ plane$/, ''));
    expect(fieldsOf('## 3.')).toEqual(idsOf('prefix'));
    expect(fieldsOf('## 5.')).toEqual(idsOf('band'));
    // akm.ksy separates the first letter of a type, because it may be the end mark.
    expect(['first', 'rest', ...fieldsOf('## 6.').slice(1)]).toEqual(idsOf('chunk'));
  });

  it('explains every field of the manifest', () => {
    const section = readSpec('## 10.');
    const explained = rowsOf(section, /./).flatMap(([cell]) => cell.match(/[A-Za-z\d]+/g) ?? []);
    const entries = [...MANIFEST.valid, ...MANIFEST.invalid].flatMap((entry) => Object.keys(entry));
    const fields = new Set([...Object.keys(MANIFEST), ...entries]);
    expect(new Set(explained.filter((name) => name !== 'field'))).toEqual(fields);
    for (const limit of [MANIFEST.maxPixels, MANIFEST.maxMetadataBytes]) expect(section).toContain(`| ${limit}, `);
  });
});
