/** The work of `akm info`. */

import { formatCount } from '../../apps/shared/figures.js';
import { MESH_FRACTION_BITS } from '../../codec/mesh.js';
import { countUses, type PaletteCounts } from '../../decode/figures.js';
import type { AkmInfo, Section } from '../../decode/index.js';
import { writePicture } from '../../io/index.js';
import { drawPaletteSheet } from '../../io/palette-sheet.js';
import { decodeIndexed, readInfo, readSections, sumSections } from '../../node/decode.js';
import type { FileWork, Made, Place } from '../command.js';
import { drawingFormat } from '../drawing-format.js';
import { UsageError } from '../failure.js';
import type { BatchFlags } from '../grammar.js';
import { checkAkm, checkLimits, limitsOf, readNotedMetadata } from '../input.js';
import { nameOf, roundTo } from '../output.js';

/** Flags of `akm info`. */
export interface InfoFlags extends BatchFlags {
  readonly palette?: string;
  readonly counts?: true;
}

export const infoWork: FileWork<InfoFlags> = { check, make: makeInfo };

function check(flags: InfoFlags, isBatch: boolean): void {
  checkLimits(flags);
  if (flags.palette === undefined) return;
  drawingFormat('palette', flags.palette);
  if (isBatch) throw new UsageError('--palette is for a single file');
}

/** Describes a file. With `--palette`, it also draws the palettes. */
async function makeInfo(bytes: Uint8Array, { input }: Place, flags: InfoFlags): Promise<Made> {
  const { palette } = flags;
  const limits = limitsOf(flags);
  checkAkm(bytes, input);
  const info = readInfo(bytes, limits);
  const { icc, exif, notes } = readNotedMetadata(bytes, input, flags);
  const metadata = { icc: icc?.length ?? 0, exif: exif?.length ?? 0 };
  const { counts, file } = countAndDraw(bytes, flags);
  return {
    status: 'shown',
    inputBytes: bytes.length,
    ...(file === undefined ? {} : { file }),
    json: {
      ...jsonOf(input, bytes.length, info, readSections(bytes, limits), metadata),
      ...jsonOfCounts(counts, info),
      notes,
    },
    notes:
      palette === undefined
        ? notes
        : [...notes, `${palette}: a swatch for each entry, with the number of pixels that use it`],
    text: [...linesOf(input, bytes.length, info, sumSections(bytes, limits), metadata), ...linesOfCounts(counts, info)],
  };
}

/** Counts the uses of each entry. This decodes the pixels, so it is done only if a flag needs it. */
function countAndDraw(bytes: Uint8Array, flags: InfoFlags): { counts?: PaletteCounts; file?: Uint8Array } {
  const { palette, maxPixels } = flags;
  if (palette === undefined && !flags.counts) return {};
  const picture = decodeIndexed(bytes, { maxPixels });
  const counts = countUses(picture);
  if (palette === undefined) return { counts };
  return { counts, file: writePicture(drawPaletteSheet(picture, counts), drawingFormat('palette', palette)) };
}

function jsonOfCounts(counts: PaletteCounts | undefined, info: AkmInfo) {
  if (counts === undefined) return {};
  return { lowCounts: [...counts.low], highCounts: [...counts.high], meshPixels: countMeshPixels(counts, info) };
}

/** The stored pixels that use no entry. */
function countMeshPixels({ low, high }: PaletteCounts, { storedWidth, storedHeight }: AkmInfo): number {
  const add = (sum: number, count: number) => sum + count;
  return storedWidth * storedHeight - low.reduce(add, 0) - high.reduce(add, 0);
}

function linesOfCounts(counts: PaletteCounts | undefined, info: AkmInfo): string[] {
  if (counts === undefined) return [];
  const used = (entries: Uint32Array) => `${entries.filter((count) => count > 0).length} of ${entries.length}`;
  const low = counts.low.length === 0 ? '' : `${used(counts.low)} low, `;
  const mesh = info.mesh === undefined ? [] : [`  mesh pixels    ${formatCount(countMeshPixels(counts, info))}`];
  return [`  entries in use ${low}${used(counts.high)} ${low === '' ? '' : 'high'}`.trimEnd(), ...mesh];
}

/** Bytes of the profile and of the EXIF data, 0 = none. */
interface MetadataSizes {
  readonly icc: number;
  readonly exif: number;
}

function jsonOf(file: string, fileBytes: number, info: AkmInfo, sections: readonly Section[], metadata: MetadataSizes) {
  const { blockMap, meshMap, lowPalette, highPalette, ...header } = info;
  const highBlocks = countOnes(blockMap);
  return {
    file,
    bytes: fileBytes,
    bitsPerPixel: roundTo((fileBytes * 8) / (info.width * info.height), 4),
    ...header,
    lowBlocks: blockMap.length - highBlocks,
    meshBlocks: countOnes(meshMap),
    highBlocks,
    lowPalette: hexColours(lowPalette, info.alpha),
    highPalette: hexColours(highPalette, info.alpha),
    iccBytes: metadata.icc,
    exifBytes: metadata.exif,
    sections,
  };
}

function linesOf(
  file: string,
  fileBytes: number,
  info: AkmInfo,
  sums: ReadonlyMap<string, number>,
  metadata: MetadataSizes,
): string[] {
  const pixels = info.width * info.height;
  const high = countOnes(info.blockMap);
  const blocks = info.blockMap.length;
  const meshBlocks = countOnes(info.meshMap);
  const share = (count: number) => `${formatCount(count)} (${((100 * count) / blocks).toFixed(1)} %)`;
  const low =
    meshBlocks === 0
      ? `${share(blocks - high)} low`
      : `${share(blocks - high - meshBlocks)} low by flat palette, ${share(meshBlocks)} low by mesh`;
  const raw = pixels * (info.alpha ? 4 : 3);
  const lines = [
    `${nameOf(file)}: AKM ${info.version}, ${info.width} x ${info.height} pixels, ${info.alpha ? 'RGBA' : 'RGB'}`,
    `  size       ${formatCount(fileBytes)} bytes, ${((fileBytes * 8) / pixels).toFixed(3)} bits per pixel, ${((100 * fileBytes) / raw).toFixed(1)} % of the raw pixels`,
    info.k1 === 0
      ? `  palette    ${info.k2} colours for ${info.mesh === undefined ? 'all blocks' : 'high detail'}`
      : `  palettes   ${info.k1} colours for low detail, ${info.k2} for high detail`,
    ...describeStorage(info),
    `  blocks     ${info.blockSide} x ${info.blockSide} pixels, ${info.blockColumns} x ${info.blockRows}; ${low}, ${share(high)} high`,
    ...describeMesh(info, sums.get('mesh') ?? 0),
    `  scan       ${info.bandCount} band${info.bandCount === 1 ? '' : 's'} of ${info.bandBlockRows} block rows, ${info.stripWidth === 0 ? 'whole rows' : `strips of ${info.stripWidth} pixels`}`,
    `  metadata   ${describeMetadata(metadata)}`,
    '  sections',
  ];
  for (const [name, bytes] of sums) {
    lines.push(
      `    ${name.padEnd(14)} ${formatCount(bytes).padStart(12)} bytes ${((100 * bytes) / fileBytes).toFixed(1).padStart(6)} %`,
    );
  }
  return lines;
}

/** Lines on the mesh: the distances of its vertices by level, the steps of their values in code units, its bytes. */
function describeMesh({ mesh }: AkmInfo, bytes: number): string[] {
  if (mesh === undefined) return [];
  const { finestLog2, lumaSteps, chromaSteps } = mesh;
  const distances = lumaSteps.map((_, level) => 1 << (finestLog2 + level)).join(', ');
  const units = (steps: readonly number[]) =>
    steps.map((step) => roundTo(step / (1 << MESH_FRACTION_BITS), 2)).join(', ');
  return [
    `  mesh       ${formatCount(bytes)} bytes, vertices ${distances} pixels apart`,
    `  mesh steps luma ${units(lumaSteps)}; chroma ${units(chromaSteps)}`,
  ];
}

/** The names of the predictors by their numbers. */
const PREDICTORS = [
  'none',
  'the index to the left',
  'the index above',
  'the mean of left and above',
  'the Paeth predictor',
];

/** Lines on unusual features: a scale, packed or predicted indices, colours under alpha 0. */
function describeStorage(info: AkmInfo): string[] {
  const { scale, storedWidth, storedHeight, packedLow, packedHigh, predictor, hidden } = info;
  const lines: string[] = [];
  if (scale.x > 1 || scale.y > 1) {
    const offset = scale.offsetX + scale.offsetY > 0 ? `, offset ${scale.offsetX}, ${scale.offsetY}` : '';
    lines.push(`  scale      ${scale.x} x ${scale.y}${offset}; stored as ${storedWidth} x ${storedHeight} pixels`);
  }
  const packed = [...(packedLow ? ['low'] : []), ...(packedHigh ? ['high'] : [])];
  if (packed.length > 0) lines.push(`  packed     several indices a byte in the ${packed.join(' and ')} planes`);
  if (predictor > 0) lines.push(`  predicted  indices, by ${PREDICTORS[predictor]}`);
  if (hidden) lines.push('  hidden     transparent pixels keep their colours');
  return lines;
}

function describeMetadata({ icc, exif }: MetadataSizes): string {
  const parts: string[] = [];
  if (icc > 0) parts.push(`ICC profile of ${formatCount(icc)} bytes`);
  if (exif > 0) parts.push(`EXIF data of ${formatCount(exif)} bytes`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function countOnes(blockMap: Uint8Array): number {
  let high = 0;
  for (const bit of blockMap) high += bit;
  return high;
}

/** `#rrggbb`, or with alpha `#rrggbbaa`, of each entry. */
function hexColours(palette: Uint8Array, alpha: boolean): string[] {
  const colours: string[] = [];
  for (let i = 0; i < palette.length; i += 4) {
    const channels = Array.from(palette.subarray(i, i + (alpha ? 4 : 3)), (byte) => byte.toString(16).padStart(2, '0'));
    colours.push(`#${channels.join('')}`);
  }
  return colours;
}
