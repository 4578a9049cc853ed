/** Once before all tests in a browser: bundles of the sources as they are, and one headless Chromium for all tests. */

import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { isBuildStale } from '../../../scripts/build.mjs';
import { buildBrowser } from '../../../scripts/build-browser.mjs';
import { findChromium, HOW_TO_GET_ONE } from './find-chromium.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where tests connect to the browser; empty when there is none. */
    browserEndpoint: string;
  }
}

export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (isBuildStale()) await buildBrowser();
  const executablePath = findChromium();
  if (executablePath === undefined) {
    console.warn(`\nTESTS IN A BROWSER ARE SKIPPED: no Chromium found; ${HOW_TO_GET_ONE}\n`);
    project.provide('browserEndpoint', '');
    return undefined;
  }
  // Chromium's sandbox refuses to run as root. The pages here are trusted.
  const isRoot = process.getuid?.() === 0;
  const server = await chromium.launchServer({
    executablePath,
    headless: true,
    args: isRoot ? ['--no-sandbox', '--disable-dev-shm-usage'] : ['--disable-dev-shm-usage'],
  });
  project.provide('browserEndpoint', server.wsEndpoint());
  return () => server.close();
}
