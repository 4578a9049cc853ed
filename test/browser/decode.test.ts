/** `akm/decode` in a page: bytes to `ImageData`. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { decode } from '../../src/decode/index.js';
import { describeInBrowser, it } from './support/browser-test.js';

const VALID = fileURLToPath(new URL('../../spec/vectors/valid/', import.meta.url));

describeInBrowser('akm/decode in a page', () => {
  it('makes the same pixels of every valid vector as in Node, as ImageData, under a strict policy', async ({
    page,
    server,
  }) => {
    const files = readdirSync(VALID);
    server.serve('/page.js', "import { decode } from '/dist/browser/decode.js'; window.decodeInPage = decode;");
    const head = '<script type="module" src="/page.js"></script>';
    server.servePage('/page.html', '', { head, headers: { 'content-security-policy': "default-src 'self'" } });
    await page.goto('/page.html');
    const hashes = await page.evaluate(async (names) => {
      const { decodeInPage } = globalThis as unknown as { decodeInPage: typeof decode };
      const found: string[] = [];
      for (const name of names) {
        const bytes = new Uint8Array(await (await fetch(`/spec/vectors/valid/${name}`)).arrayBuffer());
        const { width, data } = decodeInPage(bytes);
        const image = new ImageData(new Uint8ClampedArray(data.buffer as ArrayBuffer), width);
        const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', image.data));
        found.push(Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''));
      }
      return found;
    }, files);
    const sha256 = (name: string) =>
      createHash('sha256')
        .update(decode(readFileSync(VALID + name)).data)
        .digest('hex');
    expect(hashes).toEqual(files.map(sha256));
  });
});
