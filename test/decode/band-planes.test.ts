import { describe, expect, it } from 'vitest';
import { bandAt, makeGrid, makeLayout } from '../../src/codec/layout.js';
import { orNoMemory } from '../../src/decode/allocate.js';
import { findIndexOutOfRange, readMesh } from '../../src/decode/band-planes.js';
import type { Header } from '../../src/format/header.js';

describe('a plane', () => {
  it.each([1, 2, 255, 256])('of one-byte indices is checked against k = %d', (k) => {
    const plane = Uint8Array.of(0, k - 1, 0, 0);
    expect(findIndexOutOfRange(plane, k, 8)).toBe(-1);
    for (let index = k; index < 256; index++) expect(findIndexOutOfRange(Uint8Array.of(0, k - 1, index), k, 8)).toBe(2);
  });

  it.each([257, 300, 4095, 4096])('of two-byte indices is checked against k = %d', (k) => {
    const wide = (...indices: number[]) =>
      Uint8Array.from([...indices.map((index) => index & 255), ...indices.map((index) => index >> 8)]);
    expect(findIndexOutOfRange(wide(0, k - 1, 255, 256), k, 16)).toBe(-1);
    for (let index = k; index < 65536; index += 61) {
      expect(findIndexOutOfRange(wide(0, k - 1, index, k), k, 16)).toBe(2);
    }
    expect(findIndexOutOfRange(wide(k, 0), k, 16)).toBe(0);
    expect(findIndexOutOfRange(wide(65535), k, 16)).toBe(0);
  });

  it.each([
    [1, 1],
    [3, 2],
    [5, 4],
    [15, 4],
  ])('of packed indices is checked against k = %d, with %d bits an index', (k, bits) => {
    const perByte = 8 / bits;
    for (let place = 0; place < perByte; place++) {
      const at = (index: number) => Uint8Array.of(0, index << (8 - bits * (place + 1)));
      expect(findIndexOutOfRange(at(k - 1), k, bits)).toBe(-1);
      for (let index = k; index < 2 ** bits; index++) {
        expect(findIndexOutOfRange(at(index), k, bits)).toBe(perByte + place);
      }
    }
  });

  it('without pixels is in range', () => {
    expect(findIndexOutOfRange(new Uint8Array(0), 5, 8)).toBe(-1);
    expect(findIndexOutOfRange(new Uint8Array(0), 500, 16)).toBe(-1);
  });
});

describe('a mesh', () => {
  it('for whose vertices there is no memory is an AkmError', () => {
    const layout = makeLayout(makeGrid({ width: 2 ** 30, height: 2 ** 30, blockLog2: 8 }), {
      bitmap: new Uint8Array(0),
    });
    const mesh = { finestLog2: 1, rootLog2: 1, lumaSteps: [1], chromaSteps: [1] };
    const place = { code: 'mesh-stream', section: 0, offset: 0, what: 'mesh', size: 1, length: 1 };
    const header = { mesh, alpha: false } as unknown as Header;
    expect(() => readMesh(new Uint8Array(1), place, header, layout, bandAt(layout, 0))).toThrow(
      expect.objectContaining({ name: 'AkmError', code: 'memory' }),
    );
  });

  it('keeps errors that are no lack of memory', () => {
    const fail = () => {
      throw new TypeError('a bug');
    };
    expect(() => orNoMemory(fail)).toThrow(TypeError);
  });
});
