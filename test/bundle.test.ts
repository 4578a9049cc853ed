/** The published bundles for pages: their content and their size. */

import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { bundleEntry, ENTRIES } from '../scripts/build-browser.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Gzipped bytes that each bundle may take. Packed indices, the scale and hidden colours take about 1,100 of them, predicted
 * indices and palettes of differences about 330, a mesh about 3,300.
 */
const BUDGETS: Readonly<Record<string, number>> = {
  /** pako's inflate included. */
  'decode.js': 17_900,
  'element.js': 3_250,
  /** Loaded by the element with the first picture, so a page does not wait for it. */
  'decode-worker.js': 10_400,
  /** Loaded by a browser once, apart from any page. */
  'service-worker.js': 11_550,
};

/** Gzipped bytes of the element and its worker together. */
const ELEMENT_BUDGET = 13_650;

/** Gzipped bytes of `akm/decode` from a bundler that keeps all of pako, with tables that only deflate uses. */
const PLAIN_DECODE_BUDGET = 21_700;

const NEUTRAL =
  /^src\/(io\/(bytes|flatten|png-file|png-header)\.|decode|inflate|format|bits|codec|browser|[a-z0-9-]+\.ts)/;
const gzippedSize = (code: string) => gzipSync(code, { level: 9 }).length;

describe('the bundles for pages', () => {
  it.each(Object.keys(BUDGETS))(
    '%s: has no code of the encoder, is within its budget, evaluates no text',
    async (file) => {
      const { code, modules } = await bundleEntry(ENTRIES[file]);
      const foreign = modules.filter((id) => !NEUTRAL.test(id));
      expect(foreign).toEqual(file === 'decode.js' ? [expect.stringMatching(/^node_modules\/pako\//)] : []);
      expect(modules).not.toContain('src/batches.ts');
      const size = gzippedSize(code);
      console.log(`${file}: ${size} bytes gzipped, budget ${BUDGETS[file]}`);
      expect(size).toBeLessThanOrEqual(BUDGETS[file]);
      expect(code).not.toMatch(/\beval\(|new Function\(/);
      // No import is left to resolve.
      expect(code).not.toMatch(/\bimport\s*["'{*]|\bfrom\s*["'`]/);
    },
  );

  it('show a picture in a few kilobytes: the element and its worker', async () => {
    const bundles = await Promise.all(['element.js', 'decode-worker.js'].map((file) => bundleEntry(ENTRIES[file])));
    const size = bundles.reduce((sum, { code }) => sum + gzippedSize(code), 0);
    console.log(`the element and its worker: ${size} bytes gzipped, budget ${ELEMENT_BUDGET}`);
    expect(size).toBeLessThanOrEqual(ELEMENT_BUDGET);
  });

  it('name the worker so that other bundlers find it', async () => {
    const { code } = await bundleEntry(ENTRIES['element.js']);
    expect(code).toMatch(
      /new Worker\(new URL\([`'"]\.\/decode-worker\.js[`'"],\s*import\.meta\.url\),\s*\{\s*type:\s*[`'"]module[`'"]\s*\}\)/,
    );
  });

  it('are no larger from sources, with a bundler without rules for pako', async () => {
    const bundle = await rolldown({ input: `${ROOT}src/decode/index.ts`, platform: 'browser', logLevel: 'silent' });
    const { output } = await bundle.generate({ format: 'esm', minify: true });
    await bundle.close();
    expect(gzippedSize(output[0].code)).toBeLessThanOrEqual(PLAIN_DECODE_BUDGET);
  });
});
