/** Bytes of a file by kind of section. */

import type { Section } from './read-info.js';

/** Sums up bands, in the order in which the kinds occur. */
export function sumSections(sections: readonly Section[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { name, bytes } of sections) {
    const kind = kindOf(name);
    sums.set(kind, (sums.get(kind) ?? 0) + bytes);
  }
  return sums;
}

function kindOf(section: string): string {
  if (section.endsWith(' plane')) return `${section.replace(/^band \d+ /, '')}s`;
  return /^(header|table|chunk)/.test(section) ? section : 'frames, CRCs';
}
