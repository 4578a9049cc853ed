/** Every change of a single byte. */

import { formatCount } from '../lib/parts.mjs';
import { smallVectors } from '../lib/vectors.mjs';
import { refusalOf, withoutTraces } from './rejection.mjs';

/** Largest vector, in bytes, whose every byte can be changed to every value within minutes. */
const MAX_BYTES = 250;
const ASKED = 20;
/** In short, every byte of every vector is changed to this many values, others at each offset. */
const SHORT_VALUES = 3;

/** Changes every byte of a file to other values; returns how many changes there were and which passed unnoticed. */
function changeAll({ file, bytes }, isShort) {
  const damaged = bytes.slice();
  const unnoticed = [];
  let changes = 0;
  for (let offset = 0; offset < bytes.length; offset++) {
    const step = isShort ? Math.ceil(255 / SHORT_VALUES) : 1;
    for (let change = 1 + (isShort ? offset % step : 0); change < 256; change += step) {
      damaged[offset] = bytes[offset] ^ change;
      changes++;
      if (refusalOf(damaged) === undefined) unnoticed.push(`${file}: byte ${offset} changed by ${change}`);
    }
    damaged[offset] = bytes[offset];
  }
  return { changes, unnoticed };
}

/** @type {import('../lib/parts.mjs').Part} */
export const changes = {
  name: 'changes',
  promise: 'Every change of a single byte is noticed',
  asked: 'all offsets by 255 values on 20 vectors, 100 % refused',
  run: ({ short }) =>
    withoutTraces(() => {
      const vectors = smallVectors(MAX_BYTES);
      const results = vectors.map((vector) => changeAll(vector, short));
      const total = results.reduce((sum, { changes }) => sum + changes, 0);
      const unnoticed = results.flatMap(({ unnoticed }) => unnoticed);
      return {
        reached:
          `${formatCount(total)} changes of ${vectors.length} vectors (all of at most ${MAX_BYTES} bytes), ` +
          `${formatCount(total - unnoticed.length)} refused${short ? `; ${SHORT_VALUES} values a byte` : ''}`,
        holds: unnoticed.length === 0 && vectors.length >= ASKED,
        lines: unnoticed,
      };
    }),
};
