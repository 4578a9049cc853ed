/** The encode set in a headless Chromium, if there is one. */

import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
const ENTRY = fileURLToPath(new URL('./browser-entry.mjs', import.meta.url));
const TIMEOUT = 600_000;

/** The name of an installed browser; undefined when there is none. */
export function findBrowser() {
  return NAMES.find((name) => spawnSync(name, ['--version']).status === 0);
}

/** A page that encodes the set when it is loaded, and then shows the files. */
async function makePage(count) {
  const bundle = await rolldown({ input: ENTRY, platform: 'browser', logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  await bundle.close();
  const code = output[0].code.replaceAll('</script', '<\\/script');
  return `<!doctype html><meta charset="utf-8"><body><script>window.CASES=${count}</script><script>${code}</script>`;
}

/** SHA-256 of each file of the set as the browser makes it. */
export async function encodeInBrowser(browser, count, at) {
  const page = at('page.html');
  writeFileSync(page, await makePage(count));
  const args = [...FLAGS, `--user-data-dir=${at('profile')}`, '--dump-dom', `file://${page}`];
  const { stdout } = await promisify(execFile)(browser, args, { timeout: TIMEOUT, maxBuffer: 2 ** 28 });
  const shown = /<pre[^>]*>([^<]*)<\/pre>/.exec(stdout);
  if (shown === null) throw new Error(`the browser shows no result: ${stdout.slice(-300)}`);
  return shown[1].split(' ').map((text) => createHash('sha256').update(Buffer.from(text, 'base64')).digest('hex'));
}
