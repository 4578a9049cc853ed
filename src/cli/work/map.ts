/** The work of `akm map`: block maps as pictures, with a pixel for each block: black = low, gray = low by mesh, white = high. */

import { countKinds, type KindCounts, listKinds } from '../../apps/shared/block-kinds.js';
import { formatCount } from '../../apps/shared/figures.js';
import { findDrawnBlocks } from '../../decode/figures.js';
import { MAP_DEFAULTS } from '../../encode/defaults.js';
import { type ClassifierName, classify } from '../../encode/index.js';
import { resolveEncodeOptions } from '../../encode/options.js';
import { OptionError } from '../../error.js';
import type { Image } from '../../image.js';
import { formatOfPath, sniffFormat, writePicture } from '../../io/index.js';
import { readInfo } from '../../node/decode.js';
import { readPicture } from '../../node/read-picture.js';
import type { Call } from '../command.js';
import { UsageError } from '../failure.js';
import type { OutputFlags, ReadingFlags } from '../grammar.js';
import { loadInput, loadPicture } from '../input.js';
import { withPlainInterruptsAsync } from '../interrupt.js';
import { checkOutput, nameOf, nameOfOutput, printJson, printNote } from '../output.js';

/** Flags of `akm map`. */
export interface MapFlags extends ReadingFlags, OutputFlags {
  readonly classify?: ClassifierName;
  readonly block?: number;
  readonly full?: true;
}

/** A block map with its geometry. */
interface BlockMap {
  readonly width: number;
  readonly height: number;
  readonly blockSide: number;
  readonly columns: number;
  readonly rows: number;
  /** One byte a block, 0 low, 1 high, 2 low by mesh. */
  readonly map: Uint8Array;
}

/** Runs the command. */
export async function runMap({
  args: [input],
  flags,
  writes: [output = '-'],
  openFiles,
}: Call<MapFlags>): Promise<void> {
  const format = output === '-' ? 'png' : formatOfPath(output);
  if (format === undefined || format === 'akm')
    throw new UsageError(`can't tell a picture format from the name ${output}`);
  checkOutput(output, flags);
  checkMapFlags(flags);
  const files = openFiles();
  // Until something is written there is nothing to clean up, so a signal may end the process at once.
  const { blockMap, file } = await withPlainInterruptsAsync(async () => {
    const found = findMap(await loadInput(input, flags), input, flags);
    return { blockMap: found, file: writePicture(drawMap(found, flags.full === true), format) };
  });
  await files.save(output, file, flags);
  const counts = countKinds(blockMap.map);
  const { flatPalette, mesh: meshBlocks, high: highBlocks } = counts;
  const { blockSide: block, columns, rows } = blockMap;
  const lowBlocks = flatPalette + meshBlocks;
  if (flags.json) await printJson({ input, output, block, columns, rows, lowBlocks, meshBlocks, highBlocks });
  else {
    printNote(
      `${nameOf(input)} -> ${nameOfOutput(output)}: ${columns} x ${rows} blocks of ${block} pixels, ${describeCounts(counts)}`,
      flags,
    );
  }
}

function describeCounts({ flatPalette, mesh, high }: KindCounts): string {
  const [low, drawn, rest] = [flatPalette, mesh, high].map(formatCount);
  return mesh === 0 ? `${low} low, ${rest} high` : `${low} low by flat palette, ${drawn} low by mesh, ${rest} high`;
}

/** The map stored in an AKM file, or the one that the encoder would begin with. */
function findMap(bytes: Uint8Array, input: string, flags: MapFlags): BlockMap {
  if (sniffFormat(bytes) === 'akm') {
    if (flags.classify !== undefined || flags.block !== undefined) {
      throw new UsageError('an AKM file contains its map; --classify and --block are for other pictures');
    }
    const info = readInfo(bytes, { maxPixels: flags.maxPixels });
    const { width, height } = info;
    const { blockSide, blockColumns, blockRows, blockMap } = findDrawnBlocks({ ...info, blockMap: listKinds(info) });
    return { width, height, blockSide, columns: blockColumns, rows: blockRows, map: blockMap };
  }
  const { name, blockSide } = checkMapFlags(flags);
  const { image, notes } = readPicture(bytes, { maxPixels: flags.maxPixels, strict: flags.strict ?? false });
  for (const note of notes) printNote(`${nameOf(input)}: ${note}`, flags);
  const { width, height, data } = image;
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const map = classify(name, pixels, width, height, blockSide);
  if (map === undefined) throw new OptionError('classify', `${name} makes no map: all blocks share one palette`);
  return { width, height, blockSide, columns: Math.ceil(width / blockSide), rows: Math.ceil(height / blockSide), map };
}

/** The classifier and the side of the blocks, by the flags. */
function checkMapFlags({ classify: name = MAP_DEFAULTS.classify, block }: MapFlags) {
  return { name, blockSide: 2 ** resolveEncodeOptions({ classify: name, block }).blockLog2 };
}

/** The gray levels of a map: of low blocks, high blocks, and low blocks that a mesh draws. */
const LEVELS = [0, 255, 128];

/** Draws a map with a pixel for each block, or in the size of the picture. */
function drawMap({ width, height, blockSide, columns, rows, map }: BlockMap, isFull: boolean): Image {
  const [drawnWidth, drawnHeight, scale] = isFull ? [width, height, blockSide] : [columns, rows, 1];
  const data = new Uint8Array(drawnWidth * drawnHeight * 4);
  for (let y = 0, at = 0; y < drawnHeight; y++) {
    const row = Math.floor(y / scale) * columns;
    for (let x = 0; x < drawnWidth; x++, at += 4) {
      data.fill(LEVELS[map[row + Math.floor(x / scale)]], at, at + 3);
      data[at + 3] = 255;
    }
  }
  return { width: drawnWidth, height: drawnHeight, data };
}

/** The kind of block whose level is nearest to a gray. */
function kindOfGray(gray: number): number {
  const distances = LEVELS.map((level) => Math.abs(level - gray));
  return distances.indexOf(Math.min(...distances));
}

/**
 * Loads the block map for a picture, as `akm map` draws it.
 *
 * @param block - side of the blocks, by the flags
 * @returns one byte a block, row-major: 0 low, 1 high, 2 low by mesh; green decides, since it is the greatest part of lightness
 * @throws UsageError when it does not have a pixel for each block
 */
export async function loadBlockMap(
  path: string,
  { width, height }: Pick<Image, 'width' | 'height'>,
  block: number | undefined,
  flags: ReadingFlags,
): Promise<Uint8Array> {
  const { image } = await loadPicture(path, flags);
  const { blockLog2 } = resolveEncodeOptions({ block, blockMap: Uint8Array.of(1) });
  const side = 1 << blockLog2;
  const [columns, rows] = [Math.ceil(width / side), Math.ceil(height / side)];
  if (image.width !== columns || image.height !== rows) {
    throw new UsageError(
      `${nameOf(path)}: a block map for ${width}x${height} pixels in blocks of ${side} has ${columns}x${rows} pixels, ` +
        `found ${image.width}x${image.height}`,
    );
  }
  const kinds = Array.from({ length: 256 }, (_, gray) => kindOfGray(gray));
  return Uint8Array.from({ length: columns * rows }, (_, i) => kinds[image.data[i * 4 + 1]]);
}
