// Writes a file that another process may be reading or packing: renamed into place, and only when it has changed.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/**
 * @param {URL} url
 * @param {string} text
 */
export function replaceFile(url, text) {
  if (readIfThere(url) === text) return;
  const temporary = new URL(`${url}.${process.pid}.tmp`);
  writeFileSync(temporary, text);
  renameSync(temporary, url);
}

function readIfThere(url) {
  try {
    return readFileSync(url, 'utf8');
  } catch {
    return undefined;
  }
}
