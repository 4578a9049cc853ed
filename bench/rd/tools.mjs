/** Programs of this machine: where they are, and which. */

import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

const found = new Map();

/**
 * @param {string} name of a program
 * @returns {string | undefined} its path
 */
export function findTool(name) {
  if (!found.has(name)) {
    const { status, stdout } = spawnSync('which', [name], { encoding: 'utf8' });
    found.set(name, status === 0 ? stdout.trim() : undefined);
  }
  return found.get(name);
}

/** Something that changes when the program does, for cache keys. */
export function fingerprintTool(name) {
  const path = findTool(name);
  if (path === undefined) return undefined;
  const { size, mtimeMs } = statSync(path);
  return `${name} ${size} ${mtimeMs}`;
}

/** How to ask for the version; zopflipng can't be asked. */
const VERSION_ARGUMENTS = { pngquant: '--version', cwebp: '-version', cjxl: '--version' };

/** Name and version in a few words. */
export function describeTool(name) {
  const argument = VERSION_ARGUMENTS[name];
  if (argument === undefined) return name;
  const output = execFileSync(findTool(name), [argument], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return `${name} ${/\d+(\.\d+)+/.exec(output)?.[0] ?? ''}`.trim();
}
