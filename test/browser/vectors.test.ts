/** The element's decoder against the vectors: the same pixels as the library's, bit for bit, and the same errors. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { decode, type FormatError } from '../../src/decode/index.js';
import { describeInBrowser, it } from './support/browser-test.js';

const VECTORS = fileURLToPath(new URL('../../spec/vectors/', import.meta.url));
const MAX_PIXELS = 268_402_689;

/** Faulty in a band and in a chunk behind it. A decoder of arriving bytes finds the band's fault first. */
const TWO_FAULTS = { file: 'invalid/order-chunk-plane.akm', outcome: 'FormatError plane-stream band 0 33' };

interface Outcome {
  readonly file: string;
  /** SHA-256 of the RGBA bytes, or the error. */
  readonly outcome: string;
}

/** Decodes each file in the worker, and joins the bands that it sends. */
async function decodeInPage(page: Page, files: readonly string[]): Promise<Outcome[]> {
  return page.evaluate(
    async ([names, maxPixels]) => {
      const decodeOne = (worker: Worker, file: string) =>
        new Promise<string>((resolve) => {
          let words = new Uint32Array(0);
          let width = 0;
          worker.onmessage = async ({ data }) => {
            if (data.kind === 'size') {
              words = new Uint32Array(data.width * data.height);
              width = data.width;
            }
            if (data.kind === 'rows') words.set(data.words, data.top * width);
            if (data.kind === 'failed')
              resolve(`${data.fault.name} ${data.fault.code} ${data.fault.section} ${data.fault.offset}`);
            if (data.kind !== 'done') return;
            const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', words));
            resolve(Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''));
          };
          worker.postMessage({ url: `${location.origin}/spec/vectors/${file}`, maxBytes: 2 ** 26, maxPixels });
        });
      // A few workers share the list, each with one file at a time.
      const outcomes: Outcome[] = [];
      const todo = [...names.entries()];
      const work = async () => {
        const worker = new Worker('/dist/browser/decode-worker.js', { type: 'module' });
        for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
          const [index, file] = next;
          outcomes[index] = { file, outcome: await decodeOne(worker, file) };
        }
      };
      await Promise.all([work(), work(), work()]);
      return outcomes;
    },
    [files, MAX_PIXELS] as const,
  );
}

function decodeHere(file: string): Outcome {
  try {
    const { data } = decode(readFileSync(VECTORS + file), { maxPixels: MAX_PIXELS });
    return { file, outcome: createHash('sha256').update(data).digest('hex') };
  } catch (error) {
    const { name, code, section, offset } = error as FormatError;
    return { file, outcome: `${name} ${code} ${section} ${offset}` };
  }
}

const listVectors = (folder: string) => readdirSync(VECTORS + folder).map((file) => `${folder}/${file}`);

describeInBrowser("the element's decoder", () => {
  it('makes the same pixels of every valid vector, bit for bit', async ({ page, server }) => {
    const files = listVectors('valid');
    expect(files.length).toBeGreaterThan(60);
    server.servePage('/page.html', '');
    await page.goto('/page.html');
    expect(await decodeInPage(page, files)).toEqual(files.map(decodeHere));
  });

  it('refuses every invalid vector with the same error', async ({ page, server }) => {
    const files = listVectors('invalid');
    expect(files.length).toBeGreaterThan(100);
    server.servePage('/page.html', '');
    await page.goto('/page.html');
    const outcomes = await decodeInPage(page, files);
    expect(outcomes.filter(({ file }) => file !== TWO_FAULTS.file)).toEqual(
      files.filter((file) => file !== TWO_FAULTS.file).map(decodeHere),
    );
    expect(outcomes).toContainEqual(TWO_FAULTS);
  });
});
