// Makes the picture of docs/studio.md: the built page in a headless Chromium, with one of the project's own samples.
// Usage: npm run build && node scripts/make-screenshot.mjs [FILE.png [WIDTH [light|dark]]]

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const MAIN = join(ROOT, 'dist/cli/main.js');
const SAMPLE = join(ROOT, 'samples/scene.png');
/** One palette, so that the PNG has one, too. Invisible noise would cost bytes. */
const FEW_COLOURS = ['--quality', '75', '--classify', 'none', '--k2', '256'];
const HEIGHTS = { 1280: 820, 390: 844 };

const [file = join(ROOT, 'samples/studio.png'), width = '1280', colorScheme = 'light'] = process.argv.slice(2);

/** A picture of the studio at work. */
async function takeScreenshot() {
  const server = spawn(process.execPath, [MAIN, 'view', SAMPLE]);
  const url = await readAddress(server.stdout);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const viewport = { width: Number(width), height: HEIGHTS[width] ?? 820 };
    const page = await browser.newPage({ viewport, colorScheme });
    await page.goto(url);
    // Two trials, so that the chart has two points.
    for (const quality of ['40', '75']) {
      await page.waitForSelector('body[data-state=open]:not([aria-busy]) #result-size', { timeout: 120_000 });
      const trials = await page.locator('.point').count();
      await page.fill('#dial-quality', quality);
      await page.waitForFunction((count) => document.querySelectorAll('.point').length > count, trials).catch(() => {});
    }
    await page.waitForSelector('body[data-state=open]:not([aria-busy]) #result-size', { timeout: 120_000 });
    await page.evaluate(() => {
      document.activeElement.blur();
      for (const scroller of document.querySelectorAll('html, main, aside')) scroller.scrollTop = 0;
    });
    return await page.screenshot();
  } finally {
    await browser.close();
    server.kill();
  }
}

/** The address that `akm view` prints. */
async function readAddress(stdout) {
  for await (const line of createInterface({ input: stdout })) {
    const [url] = line.match(/http:\S+/) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('akm view printed no address');
}

/** The same in few colours, by the codec. */
function shrink(png) {
  const folder = mkdtempSync(join(tmpdir(), 'akm-screenshot-'));
  const [full, encoded] = [join(folder, 'full.png'), join(folder, 'full.akm')];
  try {
    writeFileSync(full, png);
    execFileSync(process.execPath, [MAIN, 'encode', full, '-o', encoded, '--quiet', ...FEW_COLOURS]);
    execFileSync(process.execPath, [MAIN, 'decode', encoded, '-o', file, '--force', '--quiet']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

shrink(await takeScreenshot());
