/** A set of pictures and options that reaches much of the encoder: the same on every engine, browsers too. */

const WHOLE = 200;
/** Pictures of several bands, whose tasks go to several threads. */
const LARGE = 3;

/** Gradients, noise, plain areas and soft edges, by number; integers only. */
function paint(number, width, height) {
  const data = new Uint8Array(width * height * 4);
  let state = (number + 1) * 0x9e3779b1;
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const noise = number % 4 === 0 ? state >>> 28 : 0;
    const isBusy = ((x >> 4) + (y >> 4) + number) % 3 === 0;
    const shade = isBusy ? state >>> 24 : (x * 3 + y * 2) & 255;
    data[i * 4] = (shade + noise) & 255;
    data[i * 4 + 1] = number % 5 === 0 ? shade : (y * 5) & 255;
    data[i * 4 + 2] = (shade >> 1) + ((number * 7) & 63);
    data[i * 4 + 3] = number % 7 === 0 ? (x * 9) & 255 : 255;
  }
  return { width, height, data };
}

function optionsOf(number) {
  const effort = 1 + (number % 9);
  switch (number % 5) {
    case 0:
      return { effort, quality: 1 + ((number * 37) % 100) };
    case 1:
      return {
        effort,
        k1: 2 + (number % 30),
        k2: 8 + (number % 90),
        block: 4,
        classify: ['eigen', 'variance', 'gradient'][number % 3],
      };
    case 2:
      return { effort, k1: 0, k2: 16 + (number % 300), classify: 'none', dither: number % 2 === 0 };
    case 3:
      return { effort, lambda: number % 60, tune: number % 2 === 0 ? 'ssim' : 'psnr', k1: 12, k2: 24 };
    default:
      return {
        effort,
        k1: 8,
        k2: 16,
        strip: 7,
        seed: number,
      };
  }
}

/** `count` cases of the set, spread over it: `{ image, options }` each. */
export function* encodeSet(count = WHOLE) {
  for (let i = 0; i < count; i++) {
    const number = Math.floor((i * WHOLE) / count);
    const isLarge = number < LARGE;
    const image = isLarge ? paint(number, 700, 500) : paint(number, 9 + ((number * 5) % 40), 7 + ((number * 3) % 34));
    yield { image, options: isLarge ? { ...optionsOf(number), effort: 1 + 2 * number } : optionsOf(number) };
  }
}
