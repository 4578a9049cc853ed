/**
 * The other side: files of other programs. Each peer is a range of settings; one run of a peer may give a point
 * on several curves, since a picture that pngquant has made can be stored by several programs.
 */

import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { readPicture, writePicture } from '../../dist/node/index.js';
import { isOpaque } from './metrics.mjs';
import { findTool } from './tools.mjs';

/**
 * @typedef {import('../../dist/node/index.js').Image} Image
 * @typedef {{ image: Image, sizes: Record<string, number> }} PeerResult the decoded picture; bytes by curve
 * @typedef {{ name: string, curves: readonly string[], tools: readonly string[], settings: readonly number[],
 *   settingPrefix: string, opaqueOnly?: boolean, run: (image: Image, setting: number, folder: string) => Promise<PeerResult> | PeerResult }} Peer
 */

const COLOURS = [16, 32, 64, 128, 256];
const JPEG_QUALITIES = [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 100];
const WEBP_QUALITIES = [1, 10, 25, 40, 55, 70, 80, 88, 94, 98, 100];

/** How a quantised PNG is stored: the program that makes the file, behind `+` in a curve's name. */
const CONTAINERS = [
  { name: 'zopflipng', tool: 'zopflipng', args: (from, to) => ['-y', '--filters=0', from, to] },
  { name: 'webp', tool: 'cwebp', args: (from, to) => ['-quiet', '-lossless', '-z', '9', from, '-o', to] },
  { name: 'jxl', tool: 'cjxl', args: (from, to) => ['--quiet', '-d', '0', '-e', '9', from, to] },
];

/** @type {readonly Peer[]} */
export const PEERS = [
  pngquant('pngquant', '--nofs'),
  pngquant('pngquant-fs', '--floyd=1'),
  sharpPalette('sharp', 0),
  sharpPalette('sharp-fs', 1),
  sharpJpeg('jpeg444', '4:4:4'),
  sharpJpeg('jpeg420', '4:2:0'),
  {
    name: 'webp-lossy',
    curves: ['webp-lossy'],
    tools: [],
    settingPrefix: 'Q',
    settings: WEBP_QUALITIES,
    run: (image, quality) => throughSharp('webp-lossy', image, (pipeline) => pipeline.webp({ quality, effort: 6 })),
  },
];

/** What the curves are, in the order in which the tables show them. */
export const CURVE_TITLES = {
  'pngquant+zopflipng': 'pngquant, not dithered; then zopflipng',
  pngquant: 'pngquant, not dithered',
  'pngquant+webp': 'pngquant, not dithered; then lossless WebP',
  'pngquant+jxl': 'pngquant, not dithered; then lossless JPEG XL',
  'pngquant-fs+zopflipng': 'pngquant, dithered (its default); then zopflipng',
  'pngquant-fs': 'pngquant, dithered',
  'pngquant-fs+webp': 'pngquant, dithered; then lossless WebP',
  'pngquant-fs+jxl': 'pngquant, dithered; then lossless JPEG XL',
  sharp: "sharp's palette PNG, effort 10, not dithered",
  'sharp-fs': "sharp's palette PNG, effort 10, dithered",
  jpeg444: 'JPEG 4:4:4 (sharp)',
  jpeg420: 'JPEG 4:2:0 (sharp)',
  'webp-lossy': 'lossy WebP (sharp, effort 6)',
};

/** @returns {Peer} */
function pngquant(name, dithering) {
  return {
    name,
    curves: [name, ...CONTAINERS.map((container) => `${name}+${container.name}`)],
    tools: ['pngquant'],
    settingPrefix: 'K',
    settings: COLOURS,
    run: (image, colours, folder) => {
      const [source, quantised] = ['source.png', 'quantised.png'].map((file) => join(folder, file));
      writeFileSync(source, writePicture(image, 'png'));
      run('pngquant', ['--speed', '1', '--strip', '--force', dithering, '-o', quantised, String(colours), source]);
      const sizes = { [name]: statSync(quantised).size };
      for (const { name: container, tool, args } of CONTAINERS.filter((candidate) => findTool(candidate.tool))) {
        const stored = join(folder, `stored.${container === 'zopflipng' ? 'png' : container}`);
        run(tool, args(quantised, stored));
        sizes[`${name}+${container}`] = statSync(stored).size;
      }
      return { image: readPicture(readFileSync(quantised)).image, sizes };
    },
  };
}

/** @returns {Peer} */
function sharpPalette(name, dither) {
  return {
    name,
    curves: [name],
    tools: [],
    settingPrefix: 'K',
    settings: COLOURS,
    run: (image, colours) =>
      throughSharp(name, image, (pipeline) =>
        pipeline.png({ palette: true, colours, dither, effort: 10, compressionLevel: 9 }),
      ),
  };
}

/** @returns {Peer} */
function sharpJpeg(name, chromaSubsampling) {
  return {
    name,
    curves: [name],
    tools: [],
    settingPrefix: 'Q',
    settings: JPEG_QUALITIES,
    opaqueOnly: true,
    run: (image, quality) => throughSharp(name, image, (pipeline) => pipeline.jpeg({ quality, chromaSubsampling })),
  };
}

/** Encodes with sharp from plain pixels, without profile or metadata, and decodes again. */
async function throughSharp(curve, image, encode) {
  const { width, height } = image;
  const raw = sharp(Buffer.from(image.data), { raw: { width, height, channels: 4 } });
  const bytes = await encode(isOpaque(image) ? raw.removeAlpha() : raw).toBuffer();
  const data = new Uint8Array(await sharp(bytes).ensureAlpha().raw().toBuffer());
  return { image: { width, height, data }, sizes: { [curve]: bytes.length } };
}

function run(command, args) {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** @param {string} name */
export function peerNamed(name) {
  return PEERS.find((peer) => peer.name === name);
}

/** Programs that peers can use, whether installed or not. */
export const PEER_TOOLS = ['pngquant', ...CONTAINERS.map(({ tool }) => tool)];

sharp.concurrency(1);
