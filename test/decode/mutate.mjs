/** Damages files in many ways, then makes their CRC-32s right again. Plain JavaScript: see `repair-crcs.mjs`. */

import { makePlan, writePlan, ZLIB } from '../../spec/vectors/writer.mjs';
import { splitPlanes } from '../support/plain-decoder.mjs';
import { repairCrcs } from './repair-crcs.mjs';

/** A generator of numbers below `n` that is the same in every run (mulberry32). */
export function makeRandom(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** Values at which something may go wrong. */
const ODD_VALUES = [
  0,
  1,
  2,
  3,
  127,
  128,
  255,
  256,
  257,
  4095,
  4096,
  4097,
  65535,
  65536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
];
const ODD_BYTES = [0, 1, 2, 4, 5, 8, 9, 127, 128, 254, 255];

/** A small picture, right but for what is done to its plan afterwards. */
function makeSmallPlan(random) {
  const k1 = random(3) === 0 ? 0 : 1 + random(4);
  const k2 = random(8) === 0 ? 257 + random(3) : 1 + random(5);
  const block = 1 + random(3);
  const [width, height] = [1 + random(12), 1 + random(12)];
  const rows = Math.ceil(height / 2 ** block);
  const map = Array.from({ length: Math.ceil(width / 2 ** block) * rows }, () => random(2));
  map[random(map.length)] = 0;
  const alpha = random(3) === 0;
  const entry = () => (alpha && random(2) === 0 ? [0, 0, 0, 0] : [random(256), random(256), random(256), 255]);
  const isSmooth = k1 > 0 && random(2) === 0;
  const picture = {
    ...{ width, height, block, k1, k2, alpha, map, chunks: random(4) === 0 ? [{ type: 'icc ', data: [3, 9, 9] }] : [] },
    ...{ strip: random(width), band: 1 + random(rows), zlib: ZLIB.stored },
    ...{ passes: isSmooth ? 1 + random(4) : 0, threshold: isSmooth ? 1 + random(255) : 0 },
    palette1: Array.from({ length: k1 }, entry),
    palette2: Array.from({ length: k2 }, entry),
  };
  const k = [k1, k2];
  const indices = Array.from({ length: width * height }, (_, i) => {
    const column = Math.floor((i % width) / 2 ** block);
    const row = Math.floor(Math.floor(i / width) / 2 ** block);
    const isHigh = k1 === 0 ? 1 : map[row * Math.ceil(width / 2 ** block) + column];
    return random(k[isHigh]);
  });
  return makePlan(picture, splitPlanes(picture, indices));
}

/** Changes a thing or two of a plan: a field, a content, a stream, a band, a chunk. */
function spoilPlan(plan, random) {
  const pick = (list) => list[random(list.length)];
  const spoilContent = (content) => {
    const way = content.length === 0 ? 0 : random(4);
    if (way === 0) content.push(random(256));
    else if (way === 1) content.pop();
    else content[random(content.length)] = pick([0, 1, plan.k1 & 255, plan.k2 & 255, 255, random(256)]);
  };
  const band = pick(plan.bands);
  const ways = [
    () => (plan[pick(['width', 'height', 'k1', 'k2', 'strip', 'band'])] = random(2) ? random(20) : pick(ODD_VALUES)),
    () => (plan[pick(['flags', 'block', 'passes', 'threshold', 'coding', 'version'])] = pick(ODD_BYTES)),
    () => spoilContent(plan.tableContent),
    () => setAllHigh(plan),
    () => spoilContent(band.lowContent),
    () => spoilContent(band.highContent),
    () => ([band.lowContent, band.highContent] = [band.highContent, band.lowContent]),
    () => plan.bands.push(band),
    () => plan.bands.pop() && plan.bands.length > 0,
    () => plan.chunks.push({ type: pick(['a   ', 'icc ', 'exif', 'zzzz', 'Crit', 'a  b']), data: [1, 2, 3] }),
    () => plan.behind.push(0),
  ];
  for (let count = random(4) >> 1; count >= 0; count--) if (plan.bands.length > 0) pick(ways)();
}

/** Makes every block a high one, where there is a bitmap. */
function setAllHigh({ k1, width, height, block, tableContent }) {
  const blocks = Math.ceil(width / 2 ** block) * Math.ceil(height / 2 ** block);
  if (k1 === 0 || !(blocks <= tableContent.length * 8)) return;
  for (let i = 0; i < blocks; i++) tableContent[i >> 3] |= 1 << (i & 7);
}

/** A file that went wrong somewhere, or did not. */
export function makeMutant(valid, random) {
  if (random(2) === 0) {
    const plan = makeSmallPlan(random);
    spoilPlan(plan, random);
    return writePlan(plan).bytes;
  }
  const bytes = Array.from(valid[random(valid.length)]);
  for (let count = random(4); count >= 0; count--) {
    const at = random(2) ? random(bytes.length) : random(Math.min(bytes.length, 30));
    const ways = [
      () => (bytes[at] = random(256)),
      () => (bytes[at] ^= 1 << random(8)),
      () => (bytes[at] = ODD_BYTES[random(ODD_BYTES.length)]),
      () => bytes.splice(at, 1 + random(3)),
      () => bytes.splice(at, 0, random(256)),
    ];
    ways[random(ways.length)]();
  }
  return repairCrcs(bytes);
}

/**
 * Gives mutants to a function that decodes them.
 *
 * @param isExpected - whether an error is one that may be thrown
 * @returns how often each code came, `decoded` among them
 */
export function fuzz(decode, isExpected, valid, runs, seed) {
  const random = makeRandom(seed);
  const counts = {};
  for (let run = 0; run < runs; run++) {
    const mutant = makeMutant(valid, random);
    let outcome = 'decoded';
    try {
      decode(mutant);
    } catch (error) {
      if (!isExpected(error))
        throw new Error(`run ${run} of seed ${seed}: ${Buffer.from(mutant).toString('hex')}`, { cause: error });
      outcome = error.code;
    }
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}
