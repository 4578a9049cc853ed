/**
 * Decodes the scans of a JPEG to lines of pixels.
 *
 * A picture in one sequential scan is drawn while it is decoded. Besides its pixels, it needs the samples of two rows of MCUs.
 * Several sequential scans need all samples, and a progressive picture needs all coefficients.
 */

import type { JpegColourRow } from './jpeg-colour.js';
import { JpegEntropy } from './jpeg-entropy.js';
import type { JpegFrame, JpegScan } from './jpeg-frame.js';
import { fillBlock, invertBlock } from './jpeg-idct.js';
import { decodeMcus, type ScanOutcome } from './jpeg-mcus.js';
import type { JpegBlocks } from './jpeg-scans.js';
import { buildHuffmanTable, type HuffmanData, type HuffmanTable, type QuantizationTable } from './jpeg-tables.js';
import { JpegRows, type JpegSamples } from './jpeg-upsample.js';

/** The checked input of the decoder. */
export interface JpegPlan {
  readonly bytes: Uint8Array;
  readonly frame: JpegFrame;
  readonly scans: readonly JpegScan[];
  readonly blocks: JpegBlocks;
  /** One for each component. */
  readonly quantization: readonly QuantizationTable[];
  /** Converts a line of samples to RGBA. */
  readonly colourRow: JpegColourRow;
  /** Receives the outcome of each scan; may throw. */
  readonly judge: (outcome: ScanOutcome) => void;
}

/** How the blocks of a scan are decoded. */
interface BlockTarget {
  /** Decodes a block of a component. It returns nothing, since `entropy` records faults. */
  readonly decode: (component: number, row: number, column: number) => void;
  /** Replaces a block whose data are missing. */
  readonly skip: (component: number, row: number, column: number) => void;
  /** Called when all blocks of a row of MCUs are done. */
  readonly endRow: (mcuRow: number) => void;
}

/**
 * Decodes all scans.
 *
 * @returns the pixels, RGBA
 */
export function decodeJpeg(plan: JpegPlan): Uint8Array {
  const { frame, scans } = plan;
  const isStreamed = !frame.progressive && scans.length === 1;
  const rows = new JpegRows(frame, plan.blocks, frame.progressive || isStreamed, plan.colourRow);
  if (frame.progressive) decodeProgressive(plan, rows);
  else decodeSequential(plan, rows, isStreamed);
  return rows.data;
}

function decodeSequential(plan: JpegPlan, rows: JpegRows, isStreamed: boolean): void {
  const entropy = new JpegEntropy(plan.bytes);
  const tableOf = tableBuilder();
  const block = new Int16Array(64);
  const predictions = new Int32Array(plan.frame.components.length);
  for (const scan of plan.scans) {
    const dcTables = scan.dc.map(tableOf);
    const acTables = scan.ac.map(tableOf);
    const target: BlockTarget = {
      decode: (index, row, column) => {
        const component = scan.components[index];
        predictions[component] = predictions[component] + entropy.readBlock(dcTables[index], acTables[index], block);
        const samples = rows.samples[component];
        const quantization = plan.quantization[component];
        const to = samples.placeOf(row, column);
        // A difference may exceed 16 bits in a damaged file. It wraps as in libjpeg, whose coefficients have 16 bits.
        block[0] = predictions[component];
        if (entropy.last === 0) {
          fillBlock(block[0], quantization[0], samples.data, to, samples.stride);
        } else {
          invertBlock(block, 0, quantization, samples.data, to, samples.stride);
          block.fill(0);
        }
      },
      skip: (index, row, column) => {
        const samples = rows.samples[scan.components[index]];
        fillBlock(0, 0, samples.data, samples.placeOf(row, column), samples.stride);
      },
      endRow: (mcuRow) => {
        if (isStreamed) rows.draw(mcuRow);
      },
    };
    plan.judge(decodeMcus(plan, scan, entropy, target, () => predictions.fill(0)));
  }
  if (!isStreamed) rows.drawAll();
}

function decodeProgressive(plan: JpegPlan, rows: JpegRows): void {
  const { frame, blocks } = plan;
  const entropy = new JpegEntropy(plan.bytes);
  const tableOf = tableBuilder();
  const coefficients = blocks.components.map(
    ({ paddedAcross, paddedDown }) => new Int16Array(paddedAcross * paddedDown * 64),
  );
  const predictions = new Int32Array(frame.components.length);
  for (const scan of plan.scans) {
    const decode = progressiveDecoder(scan, entropy, tableOf, coefficients, blocks, predictions);
    const nothing = () => {};
    const target: BlockTarget = { decode, skip: nothing, endRow: nothing };
    plan.judge(decodeMcus(plan, scan, entropy, target, () => predictions.fill(0)));
  }
  for (let mcuRow = 0; mcuRow < blocks.mcusDown; mcuRow++) {
    frame.components.forEach(({ v }, component) => {
      for (let row = mcuRow * v; row < (mcuRow + 1) * v; row++) {
        invertBlockRow(coefficients[component], plan.quantization[component], rows.samples[component], row);
      }
    });
    rows.draw(mcuRow);
  }
}

/** Makes the function that decodes the part of a block that the scan codes. */
function progressiveDecoder(
  scan: JpegScan,
  entropy: JpegEntropy,
  tableOf: (data: HuffmanData) => HuffmanTable,
  coefficients: readonly Int16Array[],
  blocks: JpegBlocks,
  predictions: Int32Array,
): BlockTarget['decode'] {
  const { spectralStart: start, spectralEnd: end, high, low } = scan;
  const first = scan.components[0];
  const placeOf = (component: number, row: number, column: number) =>
    (row * blocks.components[component].paddedAcross + column) * 64;
  if (start > 0) {
    const table = tableOf(scan.ac[0]);
    const lone = coefficients[first];
    if (high === 0) {
      return (_index, row, column) => entropy.readFirst(table, lone, placeOf(first, row, column), start, end, low);
    }
    return (_index, row, column) => entropy.readRefinement(table, lone, placeOf(first, row, column), start, end, low);
  }
  if (high > 0) {
    return (index, row, column) => {
      const component = scan.components[index];
      if (entropy.readBit() === 1) coefficients[component][placeOf(component, row, column)] |= 1 << low;
    };
  }
  const tables = scan.dc.map(tableOf);
  return (index, row, column) => {
    const component = scan.components[index];
    predictions[component] = predictions[component] + entropy.readDifference(tables[index]);
    coefficients[component][placeOf(component, row, column)] = predictions[component] << low;
  };
}

function invertBlockRow(
  coefficients: Int16Array,
  quantization: QuantizationTable,
  samples: JpegSamples,
  row: number,
): void {
  const across = samples.stride / 8;
  for (let column = 0; column < across; column++) {
    const from = (row * across + column) * 64;
    invertBlock(coefficients, from, quantization, samples.data, samples.placeOf(row, column), samples.stride);
  }
}

/** Builds each table once, even if several scans use it. */
function tableBuilder(): (data: HuffmanData) => HuffmanTable {
  const built = new Map<HuffmanData, HuffmanTable>();
  return (data) => {
    const before = built.get(data);
    if (before !== undefined) return before;
    const table = buildHuffmanTable(data);
    built.set(data, table);
    return table;
  };
}
