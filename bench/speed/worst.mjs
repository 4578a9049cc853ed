// The worst cases of encoding: pictures and options that cost most, as ratios to a photograph of the same size.
import { encode } from '../../dist/encode/index.js';

/** Noise that is the same in every run. */
function makeNoise() {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  };
}

function draw(width, height, colourAt) {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set(colourAt(i % width, Math.floor(i / width), i), 4 * i);
  return { width, height, data };
}

/** Pictures that differ most from a photograph, all with the same number of pixels. */
function worstPictures(photograph) {
  const { width, height, data } = photograph;
  const next = makeNoise();
  const pixels = width * height;
  const colourOf = (i) => data.subarray(4 * i, 4 * i + 3);
  return {
    'noise, RGB': draw(width, height, () => [next(), next(), next(), 255]),
    'noise, RGBA': draw(width, height, () => [next(), next(), next(), next()]),
    'photograph, noise as alpha': draw(width, height, (_x, _y, i) => [...colourOf(i), next()]),
    'photograph, ramp as alpha': draw(width, height, (x, _y, i) => [...colourOf(i), Math.floor((255 * x) / width)]),
    'all colours distinct': draw(width, height, (_x, _y, i) => [i & 255, (i >> 8) & 255, (i >> 16) & 255, 255]),
    gradient: draw(width, height, (x, y) => [
      (255 * x) / width,
      (255 * y) / height,
      (127 * (x + y)) / (width + height),
      255,
    ]),
    'noise, gray': draw(width, height, () => [...new Array(3).fill(next()), 255]),
    'noise, two colours': draw(width, height, () => [...new Array(3).fill(next() < 128 ? 0 : 255), 255]),
    'photograph, one row': { width: pixels, height: 1, data },
    'photograph, one column': { width: 1, height: pixels, data },
  };
}

const OPTIONS = {
  defaults: {},
  'block side 2, k1 64, k2 256': { k1: 64, k2: 256, block: 2 },
  'quality 100': { quality: 100 },
  'k1 = k2 = 4096, dither': { k1: 4096, k2: 4096, dither: true },
};

/** Milliseconds of processor time, which a busy machine changes less than time on the clock. */
function timeOf(image, options) {
  const start = process.cpuUsage();
  encode(image, options);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/**
 * Measures all of them at each effort.
 *
 * @returns one row a case: effort, options, picture, ratio to the photograph with the same options, ratio to the photograph with
 * defaults; and per effort, the photograph itself
 */
export function measureWorst(photograph, efforts) {
  const pictures = Object.entries({ photograph, ...worstPictures(photograph) });
  const rows = [];
  for (const effort of efforts) {
    for (let warm = 0; warm < 2; warm++) timeOf(photograph, { effort });
    const usual = Math.min(timeOf(photograph, { effort }), timeOf(photograph, { effort }));
    for (const [options, given] of Object.entries(OPTIONS)) {
      const own = timeOf(photograph, { effort, ...given });
      for (const [picture, image] of pictures) {
        const time = image === photograph ? own : timeOf(image, { effort, ...given });
        rows.push({ effort, options, picture, toSame: time / own, toDefaults: time / usual });
      }
    }
  }
  return rows;
}
