/** The worker's handlers by the names of the requests: reading, encoding, measuring, drawing. */

import { countUses, findDrawnBlocks, sumSections } from '../../../../decode/figures.js';
import { type AkmInfo, decodeIndexed, readInfo, readUsableMetadata } from '../../../../decode/index.js';
import { encodeWithReportAsync } from '../../../../encode/index.js';
import { checkImage, type Image } from '../../../../image.js';
import { writePng } from '../../../../io/png-write.js';
import { drawHeatMap } from '../../../../metrics/heat-map.js';
import { countUnseenDifferences, measureErrors, measureSsim, psnrOfMse } from '../../../../metrics/index.js';
import type { AbortSignalLike } from '../../../../steps.js';
import { listKinds } from '../../../shared/block-kinds.js';
import type { RequestInput, RequestName, RequestOutput, Trial, TrialReport } from '../protocol.js';
import { readAkm, readSource } from './files.js';
import { makeBitmap, makeLevels } from './levels.js';
import { drawUses } from './uses.js';

/** The context of a request. */
export interface RequestContext {
  readonly signal: AbortSignalLike;
  readonly onProgress: (done: number) => void;
}

type HandlerTable = {
  [Name in RequestName]: (input: RequestInput<Name>, context: RequestContext) => Promise<RequestOutput<Name>>;
};

export const HANDLERS: HandlerTable = {
  async open({ picture }) {
    const { image, format, notes } = await readSource(picture);
    const { width, height } = image;
    return { width, height, format, hasAlpha: hasAlpha(image), notes, levels: await makeLevels(image) };
  },

  async inspect({ picture, file }) {
    const { image } = await readSource(picture);
    const akm = await readAkm(file);
    return describeTrial(akm.bytes, image, akm.image());
  },

  async encode({ picture, options }, context) {
    const { image, icc } = await readSource(picture);
    const startedAt = performance.now();
    const { bytes, reconstruct } = await encodeWithReportAsync(image, { ...options, icc, ...context });
    const seconds = (performance.now() - startedAt) / 1000;
    // Compared with the picture as it was opened, since the encoder's source has no colours under alpha 0.
    return describeTrial(bytes, image, reconstruct(), seconds);
  },

  async draw({ file }) {
    return makeLevels((await readAkm(file)).image());
  },

  async drawError({ picture, file }) {
    const { image, max } = drawHeatMap((await readSource(picture)).image, (await readAkm(file)).image());
    return { levels: await makeLevels(image), max };
  },

  async drawUses({ file, palette, entry }) {
    const { bytes, indexed } = await readAkm(file);
    return makeBitmap(drawUses(indexed(), readInfo(bytes), palette === 'high', entry));
  },

  async writePng({ file }) {
    const { bytes, image } = await readAkm(file);
    const picture = image();
    const png = writePng(picture, checkImage(picture), readUsableMetadata(bytes).icc);
    return new Blob([png as BlobPart], { type: 'image/png' });
  },
};

async function describeTrial(bytes: Uint8Array, source: Image, drawn: Image, seconds?: number): Promise<Trial> {
  const file = new Blob([bytes as BlobPart], { type: 'image/x-akm' });
  const report = describe(bytes, source, drawn);
  return { file, report: seconds === undefined ? report : { ...report, seconds }, levels: await makeLevels(drawn) };
}

function describe(bytes: Uint8Array, source: Image, drawn: Image): TrialReport {
  const { mse, maxError } = measureErrors(source, drawn);
  const info = readInfo(bytes);
  const { k1, k2, lowPalette, highPalette } = info;
  const { blockSide, blockColumns, blockRows, blockMap } = findDrawnBlocks({ ...info, blockMap: listKinds(info) });
  const counts = countUses(decodeIndexed(bytes));
  return {
    bytes: bytes.length,
    bitsPerPixel: (bytes.length * 8) / (source.width * source.height),
    psnr: psnrOfMse(mse),
    unseenDifferences: countUnseenDifferences(source, drawn).pixels,
    ssim: measureSsim(source, drawn),
    maxError,
    sections: [...sumSections(bytes)].map(([name, sum]) => ({ name, bytes: sum })),
    ...{ k1, k2, blockSide, blockColumns, blockRows, blockMap },
    ...describeLattice(info),
    ...{ lowPalette, highPalette },
    lowCounts: counts.low,
    highCounts: counts.high,
  };
}

/** In a small band, the root is finer than in the header. */
function describeLattice({
  mesh,
  scale,
  width,
  height,
  blockSide,
  bandBlockRows,
}: AkmInfo): Pick<TrialReport, 'lattice'> {
  if (mesh === undefined || scale.x > 1 || scale.y > 1) return {};
  const finest = 1 << mesh.finestLog2;
  const side = Math.min(width, height, bandBlockRows * blockSide);
  let root = 1 << mesh.rootLog2;
  while (root > finest && root / 2 >= side) root /= 2;
  return { lattice: { finest, root, bandBlockRows } };
}

function hasAlpha({ data }: Image): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true;
  return false;
}
