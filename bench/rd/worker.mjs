/** One of the pool's threads: encodes a picture with one setting of a method or of a peer, decodes and measures it. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { decode, encode, readPicture } from '../../dist/node/index.js';
import { cached, hash } from './cache.mjs';
import { isOpaque, measureQuality, metricNamed } from './metrics.mjs';
import { PEER_TOOLS, peerNamed } from './peers.mjs';
import { fingerprintTool } from './tools.mjs';

const { metrics, cacheFolder } = workerData;
const fastMetrics = metrics.filter((name) => metricNamed(name).tool === undefined);
const slowMetrics = metrics.filter((name) => metricNamed(name).tool !== undefined);

let current = { path: '', bytes: new Uint8Array(), image: /** @type {any} */ (undefined) };

function load(path) {
  if (path !== current.path) {
    const bytes = readFileSync(path);
    current = { path, bytes, image: readPicture(bytes).image };
  }
  return current;
}

async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'akm-rd-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Values of the fast metrics, and of the slow ones, which may come from the cache. */
async function measure(image, decoded, folder) {
  const quality = measureQuality(image, decoded, fastMetrics, folder);
  for (const name of slowMetrics) {
    const key = hash(name, fingerprintTool(metricNamed(name).tool), image.data, decoded.data);
    quality[name] = await cached(cacheFolder, key, () => measureQuality(image, decoded, [name], folder)[name]);
  }
  return quality;
}

/** @returns one point */
async function runMethod({ picture, options, curve, setting }) {
  const { image } = load(picture.path);
  const bytes = encode(image, options);
  const quality = await withFolder((folder) => measure(image, decode(bytes), folder));
  return [{ picture: picture.name, curve, setting, bytes: bytes.length, ...quality }];
}

/** @returns as many points as the peer has curves; none for a picture that it can't hold */
async function runPeer({ picture, peer: name, setting }) {
  const peer = peerNamed(name);
  const { image, bytes } = load(picture.path);
  if (peer.opaqueOnly && !isOpaque(image)) return [];
  const programs = peer.tools.length > 0 ? PEER_TOOLS.map(fingerprintTool) : sharp.versions;
  const key = hash('peer 1', bytes, name, String(setting), JSON.stringify(programs), metrics.join());
  const { sizes, quality } = await cached(cacheFolder, key, () =>
    withFolder(async (folder) => {
      const result = await peer.run(image, setting, folder);
      return { sizes: result.sizes, quality: await measure(image, result.image, folder) };
    }),
  );
  return Object.entries(sizes).map(([curve, size]) => ({
    picture: picture.name,
    curve,
    setting: `${peer.settingPrefix}${setting}`,
    bytes: size,
    ...quality,
  }));
}

parentPort.on('message', async (task) => {
  try {
    parentPort.postMessage({ points: await (task.peer === undefined ? runMethod(task) : runPeer(task)) });
  } catch (error) {
    parentPort.postMessage({ points: [], failure: error.message.trim().split('\n')[0] });
  }
});
