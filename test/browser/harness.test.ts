/** The harness of tests in a browser: finding the browser, recording errors of pages, the slow server. */

import { expect } from 'vitest';
import { describeInBrowser, it } from './support/browser-test.js';
import { findChromium } from './support/find-chromium.js';

describeInBrowser('the harness', () => {
  it('finds the browser that CHROMIUM_PATH names, or none', () => {
    expect(findChromium({ CHROMIUM_PATH: '/nowhere/chromium' })).toBeUndefined();
    expect(findChromium({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
  });

  it('records the errors of a page', async ({ page, server, complaints }) => {
    server.servePage('/page.html', '<script>console.error("bad"); missing();</script>');
    await page.goto('/page.html');
    expect(complaints.splice(0)).toEqual(['bad', expect.stringContaining('missing is not defined')]);
  });

  it('sends bytes when a test says so, and notices closed connections', async ({ page, server }) => {
    server.servePage('/page.html', '');
    const feed = server.feed('/slow');
    await page.goto('/page.html');
    const first = page.evaluate(async () => {
      const abort = new AbortController();
      const { body } = await fetch('/slow', { signal: abort.signal });
      const { value } = await body!.getReader().read();
      abort.abort();
      return Array.from(value!);
    });
    await feed.asked;
    feed.write(Uint8Array.of(1, 2, 3));
    expect(await first).toEqual([1, 2, 3]);
    await feed.dropped;
  });

  it('serves no file outside the project', async ({ server }) => {
    const { status } = await fetch(`${server.origin}/..%2f..%2fetc/passwd`);
    expect(status).toBe(404);
  });
});
