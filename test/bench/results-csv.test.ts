import { describe, expect, it } from 'vitest';
import { readResultsCsv } from '../../bench/rd/results-csv.mjs';

describe('reading the results of bench:rd', () => {
  const text = [
    'corpus,picture,curve,setting,bytes,psnr,ssim',
    'photo,toucan,akm default,Q75,100,40.5,0.97',
    'photo,toucan,"akm default:effort=9,dither=true",Q75,90,40.1,0.96',
    'graphics,page,pngquant,K256,80,inf,',
    '',
  ].join('\n');

  it('finds the corpora, their pictures and the metrics', () => {
    const { corpora, metrics } = readResultsCsv(text);
    expect(corpora).toEqual([
      { name: 'photo', pictures: [{ name: 'toucan' }] },
      { name: 'graphics', pictures: [{ name: 'page' }] },
    ]);
    expect(metrics).toEqual(['psnr', 'ssim']);
  });

  it('makes a point of each line, without the metrics that were not measured', () => {
    const setting = { picture: 'toucan', setting: 'Q75' };
    expect(readResultsCsv(text).points).toEqual([
      { ...setting, curve: 'akm default', bytes: 100, psnr: 40.5, ssim: 0.97 },
      { ...setting, curve: 'akm default:effort=9,dither=true', bytes: 90, psnr: 40.1, ssim: 0.96 },
      { picture: 'page', curve: 'pngquant', setting: 'K256', bytes: 80, psnr: Infinity },
    ]);
  });
});
