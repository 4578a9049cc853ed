import { describe, expect, it } from 'vitest';
import { formatCount, formatPsnr, formatShare, formatSsim } from '../../../src/apps/shared/figures.js';
import { nameFolders } from '../../../src/apps/study/result-folder.js';
import { cellToJson, escapeCsv, rateBytes, writeCsv } from '../../../src/apps/study/results.js';
import { cellOf, PICTURE, resultOf } from './cells.js';

describe('the table', () => {
  it('relates bytes to pixels, raw RGB and the file', () => {
    expect(rateBytes(3000, PICTURE)).toEqual({ bitsPerPixel: 4.8, compressionRaw: 0.8, compressionFile: 0.625 });
    expect(rateBytes(16000, PICTURE).compressionFile).toBe(-1);
  });

  it('has rounded numbers in JSON, and null for an infinite PSNR', () => {
    expect(cellToJson(cellOf('eigen', 32, 3000, 35.12345678))).toMatchObject({
      id: 'eigen-32',
      psnr: 35.123457,
      seconds: 0.123,
      k2: 256,
      akm: 'akm/eigen-32.akm',
      png: 'pictures/eigen-32.png',
    });
    expect(cellToJson(cellOf('regular', 32, 3000, Infinity))).toMatchObject({ psnr: null, mse: 0, k2: null });
  });

  it('formats numbers for people', () => {
    expect([formatCount(1234567), formatCount(12)]).toEqual(['1,234,567', '12']);
    const say = (psnr: number, unseenDifferences: number) => formatPsnr({ psnr, unseenDifferences });
    expect([say(35.826, 0), say(35.826, 3)]).toEqual(['35.83 dB', '35.83 dB']);
    // The PSNR does not count colours under alpha 0.
    expect([say(Infinity, 0), say(Infinity, 3)]).toEqual(['lossless', 'exact where visible']);
    expect([formatSsim(0.99999), formatSsim(1)]).toEqual(['0.9999', '1.0000']);
    expect([formatShare(0.9234), formatShare(-0.05)]).toEqual(['92.3 %', '\u22125.0 %']);
  });
});

describe('results.csv', () => {
  it('quotes fields and disarms formulas', () => {
    expect([escapeCsv('plain'), escapeCsv(1.5), escapeCsv(-1), escapeCsv(null)]).toEqual(['plain', '1.5', '-1', '']);
    expect(escapeCsv('a,"b"\nc')).toBe('"a,""b""\nc"');
    expect(escapeCsv('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"');
    for (const sign of ['=', '+', '-', '@']) expect(escapeCsv(`${sign}a`)).toBe(`'${sign}a`);
  });

  it('has a line for each cell, all with the same number of fields', () => {
    const result = {
      ...resultOf('a,b.png'),
      cells: [cellOf('regular', 8, 100, Infinity), cellOf('eigen', 8, 200, 30)],
    };
    const lines = writeCsv([result, result]).split('\n');
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatch(/^picture,method,k1,k2,.*bytes,.*,seconds,akm,png$/);
    expect(lines[1]).toMatch(/^"a,b\.png",regular,8,,,4,0,8,0,100,.*,inf,1,/);
    const columns = lines[0].split(',').length;
    for (const line of lines.slice(1, -1)) expect(line.replace('"a,b.png"', 'x').split(',')).toHaveLength(columns);
  });
});

describe('folders of several pictures', () => {
  it('have safe names, none twice', () => {
    expect(nameFolders(['a.png', 'A.jpg', '<script>.png', '../..', '.png', 'index.html.png', '\u732b.png'])).toEqual([
      'a',
      'A-2',
      'script',
      'picture',
      'png',
      'index-html',
      'picture-2',
    ]);
  });
});
