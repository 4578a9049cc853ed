import { describe, expect, it } from 'vitest';
import { log2 } from '../../../src/encode/deflate/log2.js';

describe('log2', () => {
  it('is exact for powers of two, and 0 for 0', () => {
    for (let n = 0; n < 31; n++) expect(log2(1 << n)).toBe(n);
    expect(log2(0)).toBe(0);
  });

  it('is right to seven digits', () => {
    for (let n = 1; n < 2 ** 31; n += Math.ceil(n / 97)) expect(Math.abs(log2(n) - Math.log2(n))).toBeLessThan(1e-7);
  });

  it('never falls', () => {
    for (let n = 1; n < 20000; n++) if (log2(n + 1) <= log2(n)) expect.fail(`at ${n}`);
  });
});
