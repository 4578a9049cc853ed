/** Names that the smallest bundles shorten: a browser must not know them, or a field of its own would be asked for in vain. */

import { expect } from 'vitest';
import { INTERNAL } from '../../scripts/build-browser.mjs';
import { describeInBrowser, it } from './support/browser-test.js';

describeInBrowser('the names that are internal to a bundle', () => {
  it('are no fields or methods of anything that a page or a worker finds', async ({ page, server }) => {
    server.servePage('/page.html', '');
    await page.goto('/page.html');
    const known = await page.evaluate(() => {
      const names = new Set<string>();
      for (const value of Object.getOwnPropertyNames(globalThis).map((name) => Reflect.get(globalThis, name))) {
        if (typeof value !== 'function') continue;
        for (const owner of [value, value.prototype ?? {}])
          for (const name of Object.getOwnPropertyNames(owner)) names.add(name);
      }
      return [...names];
    });
    expect(known.length).toBeGreaterThan(4000);
    expect(INTERNAL.filter((name) => known.includes(name))).toEqual([]);
  });
});
