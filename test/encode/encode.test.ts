import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, decodeIndexed, readInfo, readMetadata } from '../../src/decode/index.js';
import { type EncodeOptions, encode, encodeAsync, encodeWithReport } from '../../src/encode/index.js';
import { OptionError } from '../../src/error.js';
import type { Image } from '../../src/image.js';
import { anyPicture, drawPicture, halfBusyPicture, softDisc, withoutHiddenColours } from '../support/pictures.js';
import { runs } from '../support/runs.js';

const anyOptions: fc.Arbitrary<EncodeOptions> = fc.record(
  {
    classify: fc.constantFrom('codebook', 'none', 'eigen', 'variance', 'gradient'),
    k1: fc.constantFrom(1, 3, 16, 300),
    k2: fc.constantFrom(1, 2, 16, 256, 257, 1000),
    block: fc.constantFrom(2, 4, 8, 64, 256),
    effort: fc.constantFrom(1, 2, 5),
    lambda: fc.constantFrom(0, 3, 200),
    tune: fc.constantFrom('psnr', 'ssim'),
    dither: fc.boolean(),
    strip: fc.constantFrom(0, 1, 3, 7, 128),
    seed: fc.nat(),
  },
  { requiredKeys: [] },
);

function pixels(image: Image): Uint8Array {
  return Uint8Array.from(image.data);
}

/** Equality of all pixels, without the cost of a matcher for each element. */
function samePixels(a: Image, b: Image): boolean {
  return Buffer.from(a.data).equals(Buffer.from(b.data));
}

describe('encode and decode', () => {
  it("restore exactly the encoder's reconstruction, for any picture and options", () => {
    fc.assert(
      fc.property(anyPicture(), anyOptions, (image, options) => {
        const result = encodeWithReport(image, options);
        const decoded = decode(result.bytes);
        expect([decoded.width, decoded.height]).toEqual([image.width, image.height]);
        expect(samePixels(decoded, result.reconstruct())).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  it('lose nothing when the colours fit the palettes, for any picture', () => {
    fc.assert(
      fc.property(
        anyPicture(16),
        fc.constantFrom('codebook', 'none', 'eigen', 'variance', 'gradient'),
        (image, classify) => {
          const options = { classify, k1: 256, k2: 256, block: 4, effort: 1 } as const;
          const result = encodeWithReport(image, options);
          expect(result.distortion).toBe(0);
          expect(result.lossless).toBe(samePixels(image, withoutHiddenColours(image)));
          expect(samePixels(decode(result.bytes), withoutHiddenColours(image))).toBe(true);
        },
      ),
      { numRuns: runs(150) },
    );
  });

  it('keep the size for every width and height up to 20, and for thin pictures', () => {
    const sizes = [
      [1, 500],
      [500, 1],
      [1, 1],
      [4097, 2],
      [2, 4097],
    ];
    for (let side = 1; side <= 20; side++) sizes.push([side, 21 - side], [side, side]);
    for (const [width, height] of sizes) {
      const decoded = decode(encode(halfBusyPicture(width, height), { k1: 4, k2: 8, block: 4, effort: 1 }));
      expect([decoded.width, decoded.height]).toEqual([width, height]);
    }
  });

  it('divide large pictures into bands without changing a pixel', () => {
    const image = halfBusyPicture(1500, 1200);
    const result = encodeWithReport(image, { k1: 8, k2: 16, effort: 1 });
    expect(readInfo(result.bytes).bandCount).toBe(2);
    expect(samePixels(decode(result.bytes), result.reconstruct())).toBe(true);
  });

  it('draw fully transparent pixels as 0,0,0,0, with any hidden colour', () => {
    const image = drawPicture(8, 8, (x) => (x < 4 ? [255, 0, 255, 0] : [10, 20, 30, 255]));
    const decoded = decode(encode(image));
    expect(Array.from(decoded.data.subarray(0, 4))).toEqual([0, 0, 0, 0]);
    expect(Array.from(decoded.data.subarray(16, 20))).toEqual([10, 20, 30, 255]);
  });
});

describe('encode', () => {
  it('makes the same bytes each time, also in its asynchronous form', async () => {
    const image = halfBusyPicture(97, 61);
    const options = { effort: 5, dither: true, k1: 10, k2: 20 } as const;
    const bytes = encode(image, options);
    expect(encode(image, options)).toEqual(bytes);
    expect(await encodeAsync(image, options)).toEqual(bytes);
  });

  it('accepts clamped arrays, and views at any offset', () => {
    const image = halfBusyPicture(33, 9);
    const shifted = new Uint8Array(image.data.length + 3);
    shifted.set(image.data, 3);
    const view = { ...image, data: shifted.subarray(3) };
    const clamped = { ...image, data: Uint8ClampedArray.from(image.data) };
    expect(encode(view)).toEqual(encode(image));
    expect(encode(clamped)).toEqual(encode(image));
  });

  it('does not change the picture', () => {
    const image = softDisc(40);
    const before = Uint8Array.from(image.data);
    encode(image, { background: '#fff' });
    encode(image);
    expect(image.data).toEqual(before);
  });

  it('uses k1 colours in low blocks and k2 in high blocks', () => {
    const { header, bytes } = encodeWithReport(halfBusyPicture(128, 128), { k1: 5, k2: 50, block: 8 });
    expect([header.k1, header.k2, header.blockLog2]).toEqual([5, 50, 3]);
    const { blockMap, blockColumns } = decodeIndexed(bytes);
    expect([blockMap[0], blockMap[blockColumns - 1]]).toEqual([0, 1]);
  });

  it('uses one palette for a plain picture, and for one whose colours fit', () => {
    expect(encodeWithReport(drawPicture(50, 50, () => [1, 2, 3, 255])).header).toMatchObject({ k1: 0, k2: 1 });
    const fewColours = drawPicture(64, 64, (x, y) => [(x >> 3) * 20, (y >> 3) * 20, 0, 255]);
    const { header, lossless } = encodeWithReport(fewColours);
    expect([header.k1, lossless]).toEqual([0, true]);
  });

  it('takes k1 as the size of the only palette when there is one', () => {
    const image = halfBusyPicture(64, 64);
    expect(encodeWithReport(image, { classify: 'none', k1: 32 }).header).toMatchObject({ k1: 0, k2: 32 });
    expect(encodeWithReport(image, { classify: 'none', k2: 48 }).header).toMatchObject({ k1: 0, k2: 48 });
    expect(encodeWithReport(image, { k1: 0, k2: 48 }).header).toMatchObject({ k1: 0, k2: 48 });
  });

  it('keeps every pixel where two given palettes hold all colours', () => {
    const fewColours = drawPicture(64, 64, (x, y) => [x < 32 ? 7 : (x * y) % 100, 0, 0, 255]);
    const { header, lossless } = encodeWithReport(fewColours, { k1: 64, k2: 128, block: 4 });
    expect([header.k1 > 0, lossless]).toEqual([true, true]);
  });

  it('keeps soft edges: alpha comes back nearly the same', () => {
    const image = softDisc(96);
    const decoded = decode(encode(image, { k1: 64, k2: 128 }));
    let worst = 0;
    for (let i = 3; i < decoded.data.length; i += 4) worst = Math.max(worst, Math.abs(decoded.data[i] - image.data[i]));
    expect(worst).toBeLessThan(32);
  });

  it('flattens onto a background', () => {
    const image = drawPicture(4, 1, (x) => [255, 255, 255, [0, 64, 128, 255][x]]);
    const { header, bytes } = encodeWithReport(image, { background: '#000' });
    expect(header.alpha).toBe(false);
    expect(Array.from(decode(bytes).data)).toEqual([
      0, 0, 0, 255, 64, 64, 64, 255, 128, 128, 128, 255, 255, 255, 255, 255,
    ]);
  });

  it('keeps the colours of keepColors exactly', () => {
    const image = drawPicture(128, 128, (x, y) =>
      x === 77 && y === 50 ? [0xe3, 0x06, 0x13, 255] : [(x * 2) & 255, (y * 2) & 255, (x + y) & 255, 255],
    );
    const decoded = decode(encode(image, { k1: 4, k2: 4, keepColors: ['#e30613'] }));
    const at = (50 * 128 + 77) * 4;
    expect(Array.from(decoded.data.subarray(at, at + 4))).toEqual([0xe3, 0x06, 0x13, 255]);
  });

  it('keeps the mean colour of a region when it dithers', () => {
    // Two bars at the top have the two colours. The gray below is between them.
    const grey = drawPicture(64, 256, (x, y) =>
      y < 8 ? (x < 32 ? [0, 0, 0, 255] : [255, 255, 255, 255]) : [100, 100, 100, 255],
    );
    const options = { classify: 'none', k2: 2, keepColors: ['#000', '#fff'] } as const;
    const mean = (image: Image) => {
      const region = pixels(image)
        .subarray(64 * 4 * 32)
        .filter((_, i) => i % 4 !== 3);
      return region.reduce((sum, value) => sum + value, 0) / region.length;
    };
    expect(Math.abs(mean(decode(encode(grey, { ...options, dither: true }))) - 100)).toBeLessThan(1);
    expect(mean(decode(encode(grey, options)))).toBe(0);
  });

  it('stores and returns metadata', () => {
    const icc = Uint8Array.from({ length: 600 }, (_, i) => i % 7);
    const exif = Uint8Array.of(0x49, 0x49, 42, 0);
    const bytes = encode(softDisc(9), { icc, exif });
    const metadata = readMetadata(bytes);
    expect(Uint8Array.from(metadata.icc as Uint8Array)).toEqual(icc);
    expect(Uint8Array.from(metadata.exif as Uint8Array)).toEqual(exif);
  });

  it('stores no metadata over the default limit of decoders, unless told to', () => {
    const long = new Uint8Array(4 * 2 ** 20 + 1).fill(9);
    for (const option of ['icc', 'exif'] as const) {
      expect(() => encode(softDisc(9), { [option]: long })).toThrow(
        expect.objectContaining({ name: 'OptionError', option, message: expect.stringContaining('at most 4194304') }),
      );
      expect(readMetadata(encode(softDisc(9), { [option]: long.subarray(1) }))[option]).toHaveLength(4 * 2 ** 20);
    }
    const exif = Uint8Array.of(0x49, 0x49, 42, 0);
    expect(() => encode(softDisc(9), { exif, maxMetadataBytes: 3 })).toThrow(
      expect.objectContaining({ option: 'exif' }),
    );
    const lifted = encode(softDisc(9), { exif: long, maxMetadataBytes: long.length });
    expect(() => readMetadata(lifted)).toThrow(expect.objectContaining({ limit: 'maxMetadataBytes' }));
    expect(readMetadata(lifted, { maxMetadataBytes: long.length }).exif).toHaveLength(long.length);
  });

  it('reports progress that never falls, and stops when it is cancelled', async () => {
    const seen: number[] = [];
    await encodeAsync(halfBusyPicture(200, 200), { onProgress: (done) => seen.push(done) });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    const controller = new AbortController();
    const encoding = encodeAsync(halfBusyPicture(200, 200), {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(encoding).rejects.toThrow('enough');
  });

  it.each([
    [{ width: 0, height: 1, data: new Uint8Array(0) }, 'image.width'],
    [{ width: 2, height: 2, data: new Uint8Array(15) }, 'image.data'],
    [{ width: 1.5, height: 2, data: new Uint8Array(12) }, 'image.width'],
    [{ width: 1, height: 1, data: [0, 0, 0, 0] }, 'image.data'],
    [null, 'image'],
  ])('refuses a malformed picture %#', (image, option) => {
    expect(() => encode(image as Image)).toThrow(expect.objectContaining({ name: 'OptionError', option }));
  });
});

describe('options of encode', () => {
  it.each([
    [{ quality: 0 }, 'quality'],
    [{ quality: 101 }, 'quality'],
    [{ k1: -1 }, 'k1'],
    [{ k1: 4097 }, 'k1'],
    [{ k2: 0 }, 'k2'],
    [{ block: 3 }, 'block'],
    [{ block: 512 }, 'block'],
    [{ block: 1 }, 'block'],
    [{ effort: 10 }, 'effort'],
    [{ lambda: -1 }, 'lambda'],
    [{ lambda: Number.NaN }, 'lambda'],
    [{ tune: 'looks' as 'ssim' }, 'tune'],
    [{ dither: 1 as unknown as boolean }, 'dither'],
    [{ keepColors: ['red'] }, 'keepColors'],
    [{ keepColors: '#fff' as unknown as string[] }, 'keepColors'],
    [{ k2: 1, k1: 1, keepColors: ['#fff', '#000'] }, 'keepColors'],
    [{ background: '#11223344' }, 'background'],
    [{ seed: -1 }, 'seed'],
    [{ strip: 0.5 }, 'strip'],
    [{ classify: 'best' as 'eigen' }, 'classify'],
    [{ blockMap: [0] as unknown as Uint8Array }, 'blockMap'],
    [{ blockMap: new Uint8Array(0) }, 'blockMap'],
    [{ blockMap: new Uint8Array(2) }, 'blockMap'],
    [{ blockMap: Uint8Array.of(3) }, 'blockMap'],
    [{ blockMap: Uint8Array.of(0), k1: 0 }, 'k1'],
    [{ icc: new Uint8Array(0) }, 'icc'],
    [{ exif: 'x' as unknown as Uint8Array }, 'exif'],
    [{ maxMetadataBytes: -1 }, 'maxMetadataBytes'],
    [{ maxMetadataBytes: 2 ** 31 + 1 }, 'maxMetadataBytes'],
  ])('are named when they are wrong: %o', (options, option) => {
    const attempt = () => encode(softDisc(4), options as EncodeOptions);
    expect(attempt).toThrow(OptionError);
    expect(attempt).toThrow(expect.objectContaining({ option }));
  });

  it('count as absent when they are undefined', () => {
    const image = halfBusyPicture(20, 20);
    const undefinedOptions = { classify: undefined, quality: undefined, block: undefined, keepColors: undefined };
    expect(encode(image, undefinedOptions)).toEqual(encode(image));
  });
});
