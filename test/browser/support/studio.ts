/** The studio for tests: served as `akm view` serves it, with files of the test. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Download, Page } from 'playwright-core';
import { expect } from 'vitest';
import { serveView } from '../../../src/apps/studio/server/view-server.js';
import { requireBuild } from '../../support/build.js';
import { it as base } from './browser-test.js';

requireBuild();

const PAGE = new URL('../../../dist/browser/viewer/', import.meta.url);
const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../../samples/', import.meta.url));

/** Actions of a test on the studio. */
export interface Studio {
  /** The address of the last server. */
  url: string;
  /** Serves the studio with files, and opens it. */
  start(...paths: string[]): Promise<void>;
  /** The same, and waits for the first result. */
  open(...paths: string[]): Promise<void>;
  /** Writes a file for the test. */
  save(name: string, bytes: Uint8Array): string;
  /** The bytes that the command line makes of a picture. */
  encode(path: string, ...flags: string[]): Buffer;
  /** Waits until no work is running and a trial is shown. */
  settle(): Promise<void>;
}

/** The path of one of the project's samples. */
export const sample = (name: string) => join(SAMPLES, name);

/** `it` with a page and a studio; fails when the page asks another server for anything. */
export const it = base.extend<{ studio: Studio }>({
  studio: async ({ page }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'akm-studio-'));
    const closers: (() => Promise<void>)[] = [];
    const foreign: string[] = [];
    const studio: Studio = {
      url: '',
      async start(...paths) {
        const { url, close } = await serveView(paths, { page: PAGE });
        closers.push(close);
        studio.url = url;
        page.on('request', (request) => {
          if (!request.url().startsWith(url) && !request.url().startsWith(`blob:${url}`)) foreign.push(request.url());
        });
        await page.goto(url);
      },
      async open(...paths) {
        await studio.start(...paths);
        if (paths.length > 0) await studio.settle();
      },
      save(name, bytes) {
        const path = join(folder, name);
        writeFileSync(path, bytes);
        return path;
      },
      encode(path, ...flags) {
        const { stdout, stderr } = spawnSync(process.execPath, [MAIN, 'encode', path, '-o', '-', '-q', ...flags], {
          maxBuffer: 2 ** 26,
        });
        expect(stderr.toString()).toBe('');
        return stdout;
      },
      settle: async () => {
        await page.waitForSelector('body[data-state=open]:not([aria-busy]) #result-size', { timeout: 30_000 });
      },
    };
    await use(studio);
    for (const close of closers) await close();
    rmSync(folder, { recursive: true, force: true });
    expect(foreign, 'requests to other places').toEqual([]);
  },
});

/** Clicks, and returns the file that is offered for saving. */
export async function downloadBy(page: Page, selector: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(selector)]);
  return { name: download.suggestedFilename(), bytes: await bytesOf(download) };
}

async function bytesOf(download: Download): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await download.createReadStream()) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Drops a file on the page as a person does. */
export async function drop(page: Page, path: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([name, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], name));
      return data;
    },
    [basename(path), readFileSync(path).toString('base64')],
  );
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('main', type, { dataTransfer: transfer });
}
