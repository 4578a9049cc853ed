import { describe, expect, it } from 'vitest';
import { DECODE_DEFAULTS, type DecodeOptions, decode, readInfo, readMetadata } from '../../src/decode/index.js';
import { resolveDecodeOptions } from '../../src/decode/options.js';
import { readValid } from '../conformance/read-vectors.js';

describe('the options of a decoder', () => {
  it('have defaults that nobody can change', () => {
    expect(Object.isFrozen(DECODE_DEFAULTS)).toBe(true);
    expect(resolveDecodeOptions()).toEqual(DECODE_DEFAULTS);
    expect(DECODE_DEFAULTS.maxPixels).toBe(16383 * 16383);
  });

  it('that are undefined count as absent', () => {
    const options = { maxPixels: undefined, maxMetadataBytes: undefined, inflate: undefined };
    expect(resolveDecodeOptions(options)).toEqual(DECODE_DEFAULTS);
  });

  it.each<[string, unknown]>([
    ['options', null],
    ['options', 5],
    ['options', 'fast'],
    ['maxPixels', 0],
    ['maxPixels', -1],
    ['maxPixels', 1.5],
    ['maxPixels', Number.NaN],
    ['maxPixels', Number.POSITIVE_INFINITY],
    ['maxPixels', 2 ** 30 + 1],
    ['maxPixels', '100'],
    ['maxMetadataBytes', -1],
    ['maxMetadataBytes', 2 ** 31 + 1],
    ['maxMetadataBytes', {}],
    ['inflate', 'pako'],
    ['inflate', {}],
  ])('are refused by name: %s of %j', (option, value) => {
    const options = (option === 'options' ? value : { [option]: value }) as DecodeOptions;
    for (const read of [decode, readInfo, readMetadata]) {
      expect(() => read(readValid('pixel'), options)).toThrow(
        expect.objectContaining({ name: 'OptionError', code: 'option', option }),
      );
    }
  });

  it('take their largest and least values', () => {
    expect(resolveDecodeOptions({ maxPixels: 2 ** 30, maxMetadataBytes: 0 })).toMatchObject({ maxPixels: 2 ** 30 });
    expect(resolveDecodeOptions({ maxPixels: 1, maxMetadataBytes: 2 ** 31 })).toMatchObject({ maxPixels: 1 });
  });
});

describe('maxPixels', () => {
  it('is the largest number of pixels that is not refused', () => {
    const bytes = readValid('whole-blocks');
    expect(decode(bytes, { maxPixels: 64 }).data).toHaveLength(256);
    expect(() => decode(bytes, { maxPixels: 63 })).toThrow(
      expect.objectContaining({ name: 'LimitError', code: 'limit', limit: 'maxPixels', allowed: 63, actual: 64 }),
    );
    expect(() => readInfo(bytes, { maxPixels: 63 })).toThrow(expect.objectContaining({ limit: 'maxPixels' }));
  });
});

describe('maxMetadataBytes', () => {
  it('is the largest profile that is not refused', () => {
    const bytes = readValid('chunk-icc');
    expect(readMetadata(bytes, { maxMetadataBytes: 132 }).icc).toHaveLength(132);
    expect(() => readMetadata(bytes, { maxMetadataBytes: 131 })).toThrow(
      expect.objectContaining({ name: 'LimitError', limit: 'maxMetadataBytes', allowed: 131, actual: 132 }),
    );
  });

  it('is the largest EXIF data that is not refused', () => {
    const bytes = readValid('chunk-exif');
    expect(readMetadata(bytes, { maxMetadataBytes: 26 }).exif).toHaveLength(26);
    expect(() => readMetadata(bytes, { maxMetadataBytes: 25 })).toThrow(
      expect.objectContaining({ limit: 'maxMetadataBytes', actual: 26 }),
    );
  });

  it('does not hinder those who only want the picture', () => {
    expect(decode(readValid('chunks'), { maxMetadataBytes: 0 }).width).toBe(1);
  });
});
