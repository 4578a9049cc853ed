/** Files that end too early or too late. */

import { formatCount } from '../lib/parts.mjs';
import { validVectors } from '../lib/vectors.mjs';
import { refusalOf, withoutTraces } from './rejection.mjs';

const MOST_TRAILING = 16;
/** In the short form, vectors above this size are cut at some lengths only, in steps that are not powers of two. */
const SHORT_BYTES = 300;
const SHORT_STEP = 17;

/** Bytes behind the end of a file: a repeated value, noise, or the beginning of the file. */
const FILLERS = [
  () => 0,
  () => 0x61,
  () => 0xff,
  (i) => (i * 167 + 13) & 255,
  (i, bytes) => bytes[i % bytes.length],
  (i, bytes) => bytes[Math.max(0, bytes.length - MOST_TRAILING + i) % bytes.length],
];

function cutAll({ file, bytes }, isShort) {
  const wrong = [];
  let count = 0;
  const step = isShort && bytes.length > SHORT_BYTES ? SHORT_STEP : 1;
  for (let length = 0; length < bytes.length; length += step) {
    count++;
    const code = refusalOf(bytes.subarray(0, length));
    if (code !== 'truncated') wrong.push(`${file} cut to ${length} bytes: ${code ?? 'decoded'}`);
  }
  return { count, wrong };
}

function extendAll({ file, bytes }) {
  const wrong = [];
  let count = 0;
  for (let more = 1; more <= MOST_TRAILING; more++) {
    const longer = new Uint8Array(bytes.length + more);
    longer.set(bytes);
    for (const filler of FILLERS) {
      for (let i = 0; i < more; i++) longer[bytes.length + i] = filler(i, bytes);
      count++;
      const code = refusalOf(longer);
      if (code !== 'trailing') wrong.push(`${file} with ${more} bytes behind it: ${code ?? 'decoded'}`);
    }
  }
  return { count, wrong };
}

/** @type {import('../lib/parts.mjs').Part} */
export const ends = {
  name: 'ends',
  promise: 'Every truncation and every 1 to 16 trailing bytes are noticed',
  asked: '100 % refused, on all vectors',
  run: ({ short }) =>
    withoutTraces(() => {
      const vectors = validVectors();
      const cuts = vectors.map((vector) => cutAll(vector, short));
      const extensions = vectors.map(extendAll);
      const sum = (results) => results.reduce((total, { count }) => total + count, 0);
      const wrong = [...cuts, ...extensions].flatMap((result) => result.wrong);
      return {
        reached:
          `${formatCount(sum(cuts))} truncations and ${formatCount(sum(extensions))} extensions of ${vectors.length} vectors, ` +
          `${wrong.length} not refused for what they are`,
        holds: wrong.length === 0 && vectors.length > 0,
        lines: wrong.slice(0, 50),
      };
    }),
};
