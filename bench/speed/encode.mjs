/** Encoding, as whole processes: ours and those of others. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTool } from '../rd/tools.mjs';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const SHARP = fileURLToPath(new URL('./sharp-palette.mjs', import.meta.url));

/** @returns {import('./measure.mjs').Contender} */
export function akmEncode(name, picture, output, ...flags) {
  return {
    name,
    command: process.execPath,
    args: [MAIN, 'encode', picture, '-o', output, '--force', '--quiet', ...flags],
    output,
  };
}

/** @returns {import('./measure.mjs').Contender} */
export function akmDecode(name, file, output) {
  return { name, command: process.execPath, args: [MAIN, 'decode', file, '-o', output, '--force', '--quiet'], output };
}

/**
 * Programs that encode a PNG. The first is the reference for the others.
 *
 * @param {string} picture
 * @param {string} folder for what they write
 * @returns {import('./measure.mjs').Contender[]}
 */
export function encodeContenders(picture, folder) {
  return [
    ...pngquantContenders(picture, folder),
    {
      name: 'sharp, palette PNG (in Node)',
      command: process.execPath,
      args: [SHARP, picture, join(folder, 'sharp.png')],
      output: join(folder, 'sharp.png'),
    },
    ...[1, 5, 9].map((effort) =>
      akmEncode(
        `akm, effort ${effort}${effort === 5 ? ' (default)' : ''}`,
        picture,
        join(folder, `effort-${effort}.akm`),
        '--effort',
        String(effort),
      ),
    ),
  ];
}

function pngquantContenders(picture, folder) {
  if (!findTool('pngquant')) return [];
  const output = (name) => join(folder, `${name}.png`);
  const quantise = (name, ...flags) => ['--force', ...flags, '-o', output(name), '256', picture];
  const script = 'pngquant --force -o "$2" 256 "$1" && zopflipng -y --filters=0 "$2" "$3"';
  const withZopfli = {
    name: 'pngquant, then zopflipng --filters=0',
    command: 'sh',
    args: ['-c', script, 'sh', picture, output('before-zopfli'), output('zopfli')],
    output: output('zopfli'),
  };
  return [
    { name: 'pngquant, default', command: 'pngquant', args: quantise('default'), output: output('default') },
    {
      name: 'pngquant, speed 1',
      command: 'pngquant',
      args: quantise('speed-1', '--speed', '1'),
      output: output('speed-1'),
    },
    ...(findTool('zopflipng') ? [withZopfli] : []),
  ];
}
