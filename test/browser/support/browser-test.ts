/** Tests with a page: each test gets a new page, and fails when the page writes errors to its console. */

import { type Browser, chromium, type Page } from 'playwright-core';
import { test as base, describe, expect, inject } from 'vitest';
import { TestServer } from './test-server.js';

interface Fixtures {
  /** One connection to the shared browser for the tests of a file. */
  browser: Browser;
  /** A separate server for each test. */
  server: TestServer;
  /** Errors and warnings on the consoles of pages. A test that expects some removes them. */
  complaints: string[];
  /** A page of 800 x 600 pixels in a context of its own. */
  page: Page;
}

/** `describe` for tests that need a browser. Without one they are skipped, with a message at the start of the run. */
export const describeInBrowser = describe.skipIf(inject('browserEndpoint') === '');

/** `it` with a page; see {@link Fixtures}. */
export const it = base.extend<Fixtures>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: fixtures are found by their names in the pattern
    async ({}, use) => {
      const browser = await chromium.connect(inject('browserEndpoint'));
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: as above
  server: async ({}, use) => {
    const server = await TestServer.start();
    await use(server);
    await server.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  complaints: async ({}, use) => {
    const complaints: string[] = [];
    await use(complaints);
    expect(complaints, "the page's console").toEqual([]);
  },
  page: async ({ browser, complaints, server }, use) => {
    const context = await browser.newContext({ viewport: { width: 800, height: 600 }, baseURL: server.origin });
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    context.on('weberror', (error) => complaints.push(String(error.error())));
    const page = await context.newPage();
    await use(page);
    await context.close();
  },
});
