// A process that is measured: decodes a file several times in memory, and prints the megapixels a second of each time.
import { readFileSync } from 'node:fs';

const [decoder, path, runs] = process.argv.slice(2);
const bytes = readFileSync(path);

/** Each imports only what it needs, so that the measured memory is the decoder's. */
const DECODERS = {
  akm: async () => {
    const { decode } = await import('../../dist/node/decode.js');
    return () => decode(bytes);
  },
  sharp: async () => {
    const { default: sharp } = await import('sharp');
    return async () => {
      const { info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      return info;
    };
  },
  pngjs: async () => {
    const { PNG } = await import('pngjs');
    return () => PNG.sync.read(bytes);
  },
};

const decode = await DECODERS[decoder]();
const speeds = [];
for (let run = 0; run < Number(runs); run++) {
  const start = process.hrtime.bigint();
  const { width, height } = await decode();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  speeds.push((width * height) / seconds / 1e6);
}
console.log(JSON.stringify(speeds));
