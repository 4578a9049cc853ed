/** The Kaitai Struct description of the container, compiled here and compared with the decoder on every valid vector. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { readInfo, readSections } from '../../src/decode/index.js';
import { MANIFEST, readVector, specPath } from './read-vectors.js';

interface KaitaiVarint {
  readonly value: number;
}

interface KaitaiBand {
  readonly low: Uint8Array;
  readonly high: Uint8Array;
  readonly mesh: Uint8Array | undefined;
}

interface KaitaiChunk {
  readonly first: number;
  readonly isEndMark: boolean;
  readonly rest: string;
  readonly lenData: KaitaiVarint;
  readonly data: Uint8Array;
}

/** The result of the compiled description for a file: the names are those of `akm.ksy`, in camel case. */
interface KaitaiAkm {
  readonly _io: { isEof(): boolean };
  readonly prefix: {
    readonly version: number;
    readonly coding: number;
    readonly hasAlpha: boolean;
    readonly hasHidden: boolean;
    readonly predictor: number;
    readonly isPackedLow: boolean;
    readonly isPackedHigh: boolean;
    readonly scaleX: number;
    readonly scaleY: number;
    readonly offsetX: number;
    readonly offsetY: number;
    readonly storedWidth: number;
    readonly storedHeight: number;
    readonly side: number;
    readonly width: KaitaiVarint;
    readonly height: KaitaiVarint;
    readonly k1: KaitaiVarint;
    readonly k2: KaitaiVarint;
    readonly strip: KaitaiVarint;
    readonly band: KaitaiVarint;
    readonly columns: number;
    readonly rows: number;
    readonly numBands: number;
    readonly lenBitmap: number;
    readonly lenMeshBitmap: number;
    readonly hasMesh: boolean;
    readonly finest: number;
    readonly root: number;
    readonly steps: readonly { readonly luma: number; readonly chroma: number }[] | undefined;
    readonly lenPalette1: number;
    readonly lenPalette2: number;
    readonly table: Uint8Array;
    readonly _io: unknown;
  };
  readonly bands: readonly KaitaiBand[];
  readonly chunks: readonly KaitaiChunk[];
}

/** Neither of the packages comes with types. */
const require = createRequire(import.meta.url);
let parse: (bytes: Uint8Array) => KaitaiAkm;

beforeAll(async () => {
  const compiler = require('kaitai-struct-compiler') as {
    compile(language: string, description: unknown): Promise<Record<string, string>>;
  };
  const yaml = require('js-yaml') as { load(text: string): unknown };
  const files = await compiler.compile('javascript', yaml.load(readFileSync(specPath('akm.ksy'), 'utf8')));
  const compiled: { Akm?: new (stream: unknown) => KaitaiAkm } = {};
  compileFunction(files['Akm.js'], ['exports', 'require'])(compiled, require);
  const { KaitaiStream } = require('kaitai-struct') as { KaitaiStream: new (bytes: Uint8Array) => unknown };
  parse = (bytes) => new compiled.Akm!(new KaitaiStream(bytes));
});

/** The sections of the file as Kaitai sees them, in the shape of `readSections`: `[name, bytes]`. */
function sectionsOf({ prefix, bands, chunks }: KaitaiAkm): [string, number][] {
  return [
    ['table', prefix.table.length],
    ...bands.flatMap(({ low, high, mesh }, index): [string, number][] => [
      [`band ${index} low plane`, low.length],
      [`band ${index} high plane`, high.length],
      ...(mesh !== undefined && mesh.length > 0 ? [[`band ${index} mesh`, mesh.length] as [string, number]] : []),
    ]),
    ...chunks
      .filter(({ isEndMark }) => !isEndMark)
      .map(({ first, rest, lenData, data }): [string, number] => [
        `chunk ${(String.fromCharCode(first) + rest).trim()}`,
        4 + (lenData.value > 127 ? 2 : 1) + data.length + 4,
      ]),
    ['end mark', 1],
  ];
}

describe('akm.ksy', () => {
  it.each(MANIFEST.valid)('reads $file as the decoder does', (vector) => {
    const bytes = readVector(vector);
    const file = parse(bytes);
    const { prefix } = file;
    const info = readInfo(bytes);
    expect({
      version: prefix.version,
      coding: prefix.coding,
      alpha: prefix.hasAlpha,
      hidden: prefix.hasHidden,
      packedLow: prefix.isPackedLow,
      packedHigh: prefix.isPackedHigh,
      predictor: prefix.predictor,
      scale: { x: prefix.scaleX, y: prefix.scaleY, offsetX: prefix.offsetX, offsetY: prefix.offsetY },
      storedWidth: prefix.storedWidth,
      storedHeight: prefix.storedHeight,
      blockSide: prefix.side,
      width: prefix.width.value,
      height: prefix.height.value,
      k1: prefix.k1.value,
      k2: prefix.k2.value,
      stripWidth: prefix.strip.value,
      bandBlockRows: prefix.band.value,
      blockColumns: prefix.columns,
      blockRows: prefix.rows,
      bandCount: prefix.numBands,
    }).toEqual({
      version: info.version,
      coding: info.coding,
      alpha: info.alpha,
      hidden: info.hidden,
      packedLow: info.packedLow,
      packedHigh: info.packedHigh,
      predictor: info.predictor,
      scale: info.scale,
      storedWidth: info.storedWidth,
      storedHeight: info.storedHeight,
      blockSide: info.blockSide,
      width: info.width,
      height: info.height,
      k1: info.k1,
      k2: info.k2,
      stripWidth: info.stripWidth,
      bandBlockRows: info.bandBlockRows,
      blockColumns: info.blockColumns,
      blockRows: info.blockRows,
      bandCount: info.bandCount,
    });
    const steps = prefix.steps?.slice().reverse() ?? [];
    const mesh = {
      finestLog2: prefix.finest,
      rootLog2: prefix.root,
      lumaSteps: steps.map(({ luma }) => luma),
      chromaSteps: steps.map(({ chroma }) => chroma),
    };
    expect(prefix.hasMesh ? mesh : undefined).toEqual(info.mesh);
    expect(prefix.lenMeshBitmap).toBe(info.mesh === undefined ? 0 : Math.ceil(info.blockMap.length / 8));
    expect(prefix.lenBitmap).toBe(info.k1 > 0 ? Math.ceil(info.blockMap.length / 8) : 0);
    expect(prefix.lenPalette1 + prefix.lenPalette2).toBe((info.k1 + info.k2) * (info.alpha ? 4 : 3));
    expect(file._io.isEof()).toBe(true);

    const named = readSections(bytes).map(({ name, bytes: size }): [string, number] => [name, size]);
    expect(sectionsOf(file)).toEqual(named.filter(([name]) => !/header|CRC|sizes/.test(name)));
  });

  const truncated = MANIFEST.invalid.filter(({ code, reader }) => code === 'truncated' && reader === undefined);
  it.each(truncated)('refuses $file: $shows', (vector) => {
    expect(() => parse(readVector(vector))).toThrow();
  });
});
