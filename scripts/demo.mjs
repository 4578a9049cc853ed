// npm run demo [-- PICTURE]: encodes a picture, decodes it, measures it, and prints where the files are.
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { basename, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const picture = process.argv[2] ?? join(root, 'samples', 'scene.png');
const folder = join(root, 'demo-out');
const name = basename(picture, extname(picture));
const encoded = join(folder, `${name}.akm`);
const decoded = join(folder, `${name}.png`);

/** Runs the built command line. */
function akm(...args) {
  return execFileSync(process.execPath, [join(root, 'dist', 'cli', 'main.js'), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

try {
  mkdirSync(folder, { recursive: true });
  const made = JSON.parse(akm('encode', picture, '-o', encoded, '--force', '--json'));
  akm('decode', encoded, '-o', decoded, '--force', '--quiet');
  const measured = JSON.parse(akm('compare', picture, decoded, '--json'));
  const psnr = measured.psnr === null ? 'lossless' : `${measured.psnr.toFixed(2)} dB`;
  const share = ((100 * made.bytes) / made.inputBytes).toFixed(1);
  const rows = [
    ['picture', `${relative('.', picture)}, ${made.width} x ${made.height}, ${statSync(picture).size} bytes`],
    [
      'encoded',
      `${relative('.', encoded)}, ${made.bytes} bytes (${share} %), ${made.bitsPerPixel.toFixed(2)} bits per pixel`,
    ],
    [
      'palettes',
      made.k1 === 0 ? `${made.k2} colours` : `${made.k1} colours for low detail, ${made.k2} for high detail`,
    ],
    ['decoded', `${relative('.', decoded)}, ${statSync(decoded).size} bytes`],
    ['quality', `PSNR ${psnr}, SSIM ${measured.ssim.toFixed(4)}, largest error ${measured.maxError}`],
    ['time', `${made.seconds.toFixed(2)} s to encode`],
  ];
  for (const [label, text] of rows) console.log(`${label.padEnd(9)} ${text}`);
} catch (error) {
  // The command line has printed the reason. Any other error is a fault of this script.
  if (error.status === undefined) throw error;
  process.exitCode = error.status;
}
