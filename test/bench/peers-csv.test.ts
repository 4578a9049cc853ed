import { describe, expect, it } from 'vitest';
import { parsePeersCsv } from '../../bench/rd/peers-csv.mjs';

const HEADER = 'img,tool,K,dither,png,zopfli,webp,jxl,psnr,ssim';

describe("reading peers' points", () => {
  it('makes a point from each size in a row', () => {
    const points = parsePeersCsv(`${HEADER}\ntoucan,pngquant,16,fs,400,300,200,100,26.394,0.66591\n`);
    expect(points.map(({ curve, bytes }) => [curve, bytes])).toEqual([
      ['pngquant-fs', 400],
      ['pngquant-fs+zopflipng', 300],
      ['pngquant-fs+webp', 200],
      ['pngquant-fs+jxl', 100],
    ]);
    expect(points[0]).toMatchObject({ picture: 'toucan', setting: 'K16', psnr: 26.394, ssim: 0.66591 });
  });

  it('reads PSNR 99 as lossless', () => {
    const [point] = parsePeersCsv(`${HEADER}\nknight,pngquant,256,nofs,400,300,200,100,99.000,1.00000`);
    expect(point).toMatchObject({ curve: 'pngquant', psnr: Infinity, ssim: 1 });
  });

  it('gives no SSIM where five decimals are too few', () => {
    const [point] = parsePeersCsv(`${HEADER}\ncat,pngquant,256,nofs,400,300,200,100,59.735,0.99999`);
    expect(point).not.toHaveProperty('ssim');
  });

  it('skips empty sizes, and names missing columns', () => {
    expect(parsePeersCsv(`${HEADER}\ncat,pngquant,16,nofs,400,,,,40,0.9`)).toHaveLength(1);
    expect(() => parsePeersCsv('img,tool,K\ncat,pngquant,16')).toThrow('no column dither, psnr, ssim');
  });
});
