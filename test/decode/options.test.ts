import { describe, expect, it } from 'vitest';
import { DECODE_DEFAULTS, type DecodeOptions, decode, readInfo, readMetadata } from '../../src/decode/index.js';
import { resolveDecodeOptions } from '../../src/decode/options.js';
import { readValid } from '../conformance/read-vectors.js';

describe('the options of a decoder', () => {
  it('have frozen defaults', () => {
    expect(Object.isFrozen(DECODE_DEFAULTS)).toBe(true);
    expect(resolveDecodeOptions()).toEqual(DECODE_DEFAULTS);
    expect(DECODE_DEFAULTS.maxPixels).toBe(16383 * 16383);
    expect(DECODE_DEFAULTS.maxMetadataBytes).toBe(4_194_304);
  });

  it('that are undefined count as absent', () => {
    const options = { maxPixels: undefined, maxMetadataBytes: undefined, inflate: undefined };
    expect(resolveDecodeOptions(options)).toEqual(DECODE_DEFAULTS);
  });

  it.each<[string, unknown, string]>([
    ['options', null, 'an object, found null'],
    ['options', 5, 'an object, found 5'],
    ['options', 'fast', 'an object, found "fast"'],
    ['maxPixels', 0, 'an integer from 1 to 1073741824, found 0'],
    ['maxPixels', -1, 'an integer from 1 to 1073741824, found -1'],
    ['maxPixels', 1.5, 'an integer from 1 to 1073741824, found 1.5'],
    ['maxPixels', Number.NaN, 'an integer from 1 to 1073741824, found NaN'],
    ['maxPixels', Number.POSITIVE_INFINITY, 'an integer from 1 to 1073741824, found Infinity'],
    ['maxPixels', 2 ** 30 + 1, 'an integer from 1 to 1073741824, found 1073741825'],
    ['maxPixels', '100', 'an integer from 1 to 1073741824, found "100"'],
    ['maxMetadataBytes', -1, 'an integer from 0 to 2147483648, found -1'],
    ['maxMetadataBytes', 2 ** 31 + 1, 'an integer from 0 to 2147483648, found 2147483649'],
    ['maxMetadataBytes', {}, 'an integer from 0 to 2147483648, found a value of type object'],
    ['inflate', 'pako', 'a function, found "pako"'],
    ['inflate', {}, 'a function, found a value of type object'],
    ['inflate', 3, 'a function, found 3'],
  ])('are refused by name: %s of %j, expected %s', (option, value, expected) => {
    const options = (option === 'options' ? value : { [option]: value }) as DecodeOptions;
    const message = `${option}: expected ${expected}`;
    for (const read of [decode, readInfo, readMetadata]) {
      expect(() => read(readValid('pixel'), options)).toThrow(
        expect.objectContaining({ name: 'OptionError', code: 'option', option, message }),
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
    expect(() => readInfo(bytes, { maxPixels: 63 })).toThrow(
      expect.objectContaining({ limit: 'maxPixels', message: expect.stringMatching(/^a picture/) }),
    );
  });
});

describe('maxMetadataBytes', () => {
  it('is the largest profile that is not refused', () => {
    const bytes = readValid('chunk-icc');
    expect(readMetadata(bytes, { maxMetadataBytes: 132 }).icc).toHaveLength(132);
    expect(() => readMetadata(bytes, { maxMetadataBytes: 131 })).toThrow(
      expect.objectContaining({
        ...{ name: 'LimitError', limit: 'maxMetadataBytes', allowed: 131, actual: 132 },
        message: 'an ICC profile: 132 is over the limit of 131 (option maxMetadataBytes)',
      }),
    );
  });

  it('is the largest EXIF data that is not refused', () => {
    const bytes = readValid('chunk-exif');
    expect(readMetadata(bytes, { maxMetadataBytes: 26 }).exif).toHaveLength(26);
    expect(() => readMetadata(bytes, { maxMetadataBytes: 25 })).toThrow(
      expect.objectContaining({
        limit: 'maxMetadataBytes',
        actual: 26,
        message: expect.stringMatching(/^EXIF data: /),
      }),
    );
  });

  it('does not affect decoding of the picture', () => {
    expect(decode(readValid('chunks'), { maxMetadataBytes: 0 }).width).toBe(1);
  });
});
