/** The package as a user gets it: packed, installed into an empty project, imported with types, run. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireBuild } from './support/build.js';

requireBuild();

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TSC = fileURLToPath(new URL('../node_modules/@typescript/native/bin/tsc', import.meta.url));

const CONSUMER = `
import { compareImages, decode, encode, type EncodeOptions, type Image } from 'akm';
import { decode as decodeAlone, decodeIndexed, decodeInto, FormatError, readInfo } from 'akm/decode';
import { encodeToTarget, encodeWithReport } from 'akm/encode';
import { AkmImage, ELEMENT_DEFAULTS } from 'akm/element';
import { measurePsnr } from 'akm/metrics';
import { decode as decodeFast, readPicture, saveBytes, writePicture } from 'akm/node';
import { SERVE_DEFAULTS, serveAkm, type ServiceWorkerLike } from 'akm/service-worker';

const image: Image = { width: 9, height: 7, data: Uint8Array.from({ length: 9 * 7 * 4 }, (_, i) => (i % 4 === 3 ? 255 : i)) };
const options: EncodeOptions = { k1: 4, k2: 8, block: 4 };
const bytes: Uint8Array = encode(image, options);
const target = new Uint8Array(9 * 7 * 4);
decodeInto(bytes, target);
let refused = '';
try {
  decodeAlone(bytes.subarray(0, 20));
} catch (error) {
  if (error instanceof FormatError) refused = error.code;
}
const listened: string[] = [];
const worker: ServiceWorkerLike = { addEventListener: (type) => listened.push(type) };
serveAkm(worker, { maxBytes: 1000 });
const loadInPage = (element: AkmImage): Promise<void> => element.decode();
saveBytes('out.png', writePicture(decodeFast(bytes), 'png'));
console.log(JSON.stringify({
  same: Buffer.from(decode(bytes).data).equals(Buffer.from(target)),
  k2: readInfo(bytes).k2,
  indices: decodeIndexed(bytes).indices.length,
  report: encodeWithReport(image, { lossless: true }).lossless,
  met: encodeToTarget(image, { maxBytes: 9000 }).met,
  psnr: measurePsnr(image, image) === Number.POSITIVE_INFINITY,
  mse: compareImages(image, image).mse,
  png: readPicture(writePicture(image, 'png')).format,
  refused,
  element: [typeof AkmImage, typeof loadInPage, ELEMENT_DEFAULTS.timeout],
  worker: [listened, SERVE_DEFAULTS.maxPixels],
}));
`;

describe('the packed package', () => {
  let folder: string;
  const run = (command: string, args: readonly string[]) =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'akm-package-'));
    const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    writeFileSync(join(folder, 'package.json'), '{"name":"consumer","private":true,"type":"module"}');
    run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`]);
    writeFileSync(join(folder, 'consumer.ts'), CONSUMER);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives every entry its types', () => {
    const types = fileURLToPath(new URL('../node_modules/@types', import.meta.url));
    const flags = [
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--lib',
      'es2023,dom,dom.iterable',
      '--typeRoots',
      types,
      '--types',
      'node',
    ];
    expect(run(process.execPath, [TSC, ...flags, 'consumer.ts'])).toBe('');
  });

  it('runs from every entry', () => {
    expect(JSON.parse(run(process.execPath, ['consumer.js']))).toEqual({
      same: true,
      k2: 8,
      indices: 63,
      report: true,
      met: true,
      psnr: true,
      mse: 0,
      png: 'png',
      refused: 'truncated',
      element: ['function', 'function', 30_000],
      worker: [['fetch'], 67_108_864],
    });
  });

  it('has the command line', () => {
    expect(run('npx', ['--no-install', 'akm', 'encode', 'out.png', '-q'])).toBe('');
    expect(JSON.parse(run('npx', ['--no-install', 'akm', 'info', 'out.akm', '--json']))).toMatchObject({
      width: 9,
      height: 7,
    });
  });
});
