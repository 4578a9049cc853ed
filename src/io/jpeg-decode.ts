/**
 * From the scans of a JPEG to its lines of pixels.
 *
 * A picture in one sequential scan is drawn while it is decoded, and needs the samples of two rows of MCUs beside its
 * pixels. Several sequential scans need all samples, and a progressive picture all coefficients.
 */

import type { JpegColourRow } from './jpeg-colour.js';
import { JpegEntropy } from './jpeg-entropy.js';
import type { JpegFrame, JpegScan } from './jpeg-frame.js';
import { fillBlock, invertBlock } from './jpeg-idct.js';
import { decodeMcus, type ScanOutcome } from './jpeg-mcus.js';
import type { JpegBlocks } from './jpeg-scans.js';
import { buildHuffmanTable, type HuffmanData, type HuffmanTable, type QuantizationTable } from './jpeg-tables.js';
import { JpegRows, type JpegSamples } from './jpeg-upsample.js';

/** What is to be decoded, all of it checked. */
export interface JpegPlan {
  readonly bytes: Uint8Array;
  readonly frame: JpegFrame;
  readonly scans: readonly JpegScan[];
  readonly blocks: JpegBlocks;
  /** Of each component. */
  readonly quantization: readonly QuantizationTable[];
  /** Turns a line of samples into RGBA. */
  readonly colourRow: JpegColourRow;
  /** Is told how each scan went; may throw. */
  readonly judge: (outcome: ScanOutcome) => void;
}

/** What a scan's blocks are made into. */
interface BlockTarget {
  /** Decodes a block of a component; returns nothing, for what is amiss shows in `entropy`. */
  readonly decode: (component: number, row: number, column: number) => void;
  /** Stands in for a block whose data are missing. */
  readonly skip: (component: number, row: number, column: number) => void;
  /** Is told when all blocks of a row of MCUs are done. */
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
        const component = scan.components[index]!;
        predictions[component] = predictions[component]! + entropy.readBlock(dcTables[index]!, acTables[index]!, block);
        const samples = rows.samples[component]!;
        const quantization = plan.quantization[component]!;
        const to = samples.placeOf(row, column);
        // A difference may run over 16 bits in a damaged file; the coefficients of libjpeg have so many.
        block[0] = predictions[component]!;
        if (entropy.last === 0) {
          fillBlock(block[0], quantization[0]!, samples.data, to, samples.stride);
        } else {
          invertBlock(block, 0, quantization, samples.data, to, samples.stride);
          block.fill(0);
        }
      },
      skip: (index, row, column) => {
        const samples = rows.samples[scan.components[index]!]!;
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
        invertBlockRow(coefficients[component]!, plan.quantization[component]!, rows.samples[component]!, row);
      }
    });
    rows.draw(mcuRow);
  }
}

/** Makes the function that decodes a block by what the scan codes of it. */
function progressiveDecoder(
  scan: JpegScan,
  entropy: JpegEntropy,
  tableOf: (data: HuffmanData) => HuffmanTable,
  coefficients: readonly Int16Array[],
  blocks: JpegBlocks,
  predictions: Int32Array,
): BlockTarget['decode'] {
  const { spectralStart: start, spectralEnd: end, high, low } = scan;
  const first = scan.components[0]!;
  const placeOf = (component: number, row: number, column: number) =>
    (row * blocks.components[component]!.paddedAcross + column) * 64;
  if (start > 0) {
    const table = tableOf(scan.ac[0]!);
    const lone = coefficients[first]!;
    if (high === 0) {
      return (_index, row, column) => entropy.readFirst(table, lone, placeOf(first, row, column), start, end, low);
    }
    return (_index, row, column) => entropy.readRefinement(table, lone, placeOf(first, row, column), start, end, low);
  }
  if (high > 0) {
    return (index, row, column) => {
      const component = scan.components[index]!;
      if (entropy.readBit() === 1) coefficients[component]![placeOf(component, row, column)]! |= 1 << low;
    };
  }
  const tables = scan.dc.map(tableOf);
  return (index, row, column) => {
    const component = scan.components[index]!;
    predictions[component] = predictions[component]! + entropy.readDifference(tables[index]!);
    coefficients[component]![placeOf(component, row, column)] = predictions[component]! << low;
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

/** Builds each table once, however many scans use it. */
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
