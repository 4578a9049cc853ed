/** What axe finds wrong with a page for people who use assistive technology. */

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const AXE = readFileSync(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Runs axe in the page, and lists what it objects to. */
export async function listFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
}

/** Screens on which pages are looked at: width, height, colour scheme. */
export const SCREENS = [
  [1280, 800, 'light'],
  [1280, 800, 'dark'],
  [390, 844, 'dark'],
] as const;
