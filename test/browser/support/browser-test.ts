/** Tests with a page: each test gets a new page, and fails when the page writes errors to its console. */

import { type BrowserContext, type ConsoleMessage, chromium, type Page, type WebError } from 'playwright-core';
import { test as base, describe, expect, inject } from 'vitest';
import { TestServer } from './test-server.js';

interface Fixtures {
  /** A blank page for the tests of a file. It opens their pages: pages with an opener share its process. */
  opener: Page;
  /** A separate server for each test. */
  server: TestServer;
  /** Errors and warnings on the consoles of pages. A test that expects some removes them. */
  complaints: string[];
  /** A page of 800 x 600 pixels. Its server is its origin, so it shares no storage with other pages. */
  page: Page;
}

/** `describe` for tests that need a browser. Without one they are skipped, with a message at the start of the run. */
export const describeInBrowser = describe.skipIf(inject('browserEndpoint') === '');

/** `it` with a page; see {@link Fixtures}. */
export const it = base.extend<Fixtures>({
  opener: [
    // biome-ignore lint/correctness/noEmptyPattern: fixtures are found by their names in the pattern
    async ({}, use) => {
      const browser = await chromium.connect(inject('browserEndpoint'));
      const server = await TestServer.start();
      server.servePage('/opener.html', '');
      const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
      const opener = await context.newPage();
      await opener.goto(`${server.origin}/opener.html`);
      await use(opener);
      await browser.close();
      await server.close();
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
  page: async ({ opener, complaints, server }, use) => {
    const context = opener.context();
    const onConsole = (message: ConsoleMessage) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    };
    const onError = (error: WebError) => complaints.push(String(error.error()));
    context.on('console', onConsole).on('weberror', onError);
    const page = await openPage(context, opener);
    const goto = page.goto.bind(page);
    page.goto = (path, options) => goto(new URL(path, server.origin).href, options);
    await use(page);
    for (const other of context.pages()) if (other !== opener) await other.close();
    context.off('console', onConsole).off('weberror', onError);
  },
});

async function openPage(context: BrowserContext, opener: Page): Promise<Page> {
  const opened = context.waitForEvent('page');
  await opener.evaluate(() => void window.open('about:blank'));
  return opened;
}
