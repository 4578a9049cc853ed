/** What a page that embeds the decoder has to load. */

import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Gzipped bytes that `akm/decode` may take, pako's inflate included. */
const DECODE_BUDGET = 17_000;

describe('the bundle of akm/decode', () => {
  it('holds the decoder and an inflate, nothing of the encoder, within its budget', async () => {
    const bundle = await rolldown({ input: `${ROOT}src/decode/index.ts`, platform: 'browser', logLevel: 'silent' });
    const { output } = await bundle.generate({ format: 'esm', minify: true });
    await bundle.close();
    const modules = output[0].moduleIds.map((id) => id.replace(ROOT, ''));
    const foreign = modules.filter((id) => !/^src\/(decode|format|bits|codec|[a-z0-9-]+\.ts)/.test(id));
    expect(foreign).toEqual([expect.stringMatching(/^node_modules\/pako\//)]);
    expect(modules).not.toContain('src/batches.ts');
    const size = gzipSync(output[0].code, { level: 9 }).length;
    console.log(`akm/decode: ${size} bytes gzipped, budget ${DECODE_BUDGET}`);
    expect(size).toBeLessThanOrEqual(DECODE_BUDGET);
    expect(output[0].code).not.toMatch(/\beval\(|new Function\(/);
  });
});
