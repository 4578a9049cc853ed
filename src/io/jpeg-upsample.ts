/**
 * Converts the samples of a JPEG's components, which may be subsampled, to lines of pixels. Chroma of half the width or height
 * is interpolated by libjpeg's triangle filter, exactly as browsers show it. Other subsampled chroma is repeated.
 */

import type { JpegColourRow } from './jpeg-colour.js';
import type { JpegFrame } from './jpeg-frame.js';
import type { JpegBlocks } from './jpeg-scans.js';

/** Samples of a component: all of them, or those of the last two rows of MCUs. */
export interface JpegSamples {
  readonly data: Uint8ClampedArray;
  /** Distance from one line to the next; a multiple of whole blocks. */
  readonly stride: number;
  /** Position of a block's first sample. */
  readonly placeOf: (row: number, column: number) => number;
}

/** How a component's line is brought to the picture's size. */
interface Component extends JpegSamples {
  /** Lines in `data`, which is used as a ring: line `y` is at `y % lines`. */
  readonly lines: number;
  /** Samples across and down that belong to the picture. */
  readonly width: number;
  readonly height: number;
  /** Pixels across and down for each sample. */
  readonly ratioX: number;
  readonly ratioY: number;
  /** Whether it is interpolated across and down. */
  readonly isSmoothX: boolean;
  readonly isSmoothY: boolean;
  /** Room for a line of pixels; empty if `data` can be used directly. */
  readonly wide: Uint8ClampedArray;
  /** Room for a line of sums of two lines. */
  readonly sums: Int32Array;
}

/** Draws the picture a row of MCUs at a time, as soon as the line of samples below it is available. */
export class JpegRows {
  readonly data: Uint8Array;
  readonly samples: readonly JpegSamples[];
  private readonly components: readonly Component[];
  private readonly pixels: Uint8ClampedArray;
  private readonly lines: Uint8ClampedArray[];
  private readonly starts: Int32Array;
  private readonly width: number;
  private readonly height: number;
  private readonly mcuHeight: number;
  private readonly colourRow: JpegColourRow;
  /** The first line that is not drawn yet. */
  private next = 0;

  /** @param isStreamed - whether only the samples of two rows of MCUs are kept */
  constructor(frame: JpegFrame, blocks: JpegBlocks, isStreamed: boolean, colourRow: JpegColourRow) {
    const { width, height } = frame;
    this.components = frame.components.map((_, index) => makeComponent(frame, blocks, index, isStreamed));
    this.samples = this.components;
    this.data = new Uint8Array(width * height * 4);
    this.pixels = new Uint8ClampedArray(this.data.buffer);
    this.lines = this.components.map(({ data, wide }) => (wide.length === 0 ? data : wide));
    this.starts = new Int32Array(this.components.length);
    this.width = width;
    this.height = height;
    this.mcuHeight = 8 * Math.max(...frame.components.map(({ v }) => v));
    this.colourRow = colourRow;
  }

  /** Draws after a row of MCUs is decoded: all its lines but the last. */
  draw(mcuRow: number): void {
    const end = (mcuRow + 1) * this.mcuHeight;
    this.drawTo(end >= this.height ? this.height : end - 1);
  }

  /** Draws all lines. */
  drawAll(): void {
    this.drawTo(this.height);
  }

  private drawTo(end: number): void {
    const { components, lines, starts, width } = this;
    for (; this.next < end; this.next++) {
      for (let index = 0; index < components.length; index++) {
        starts[index] = widenLine(components[index], this.next);
      }
      this.colourRow(lines, starts, width, this.pixels, this.next * width * 4);
    }
  }
}

function makeComponent(frame: JpegFrame, blocks: JpegBlocks, index: number, isStreamed: boolean): Component {
  const { h, v } = frame.components[index];
  const { paddedAcross, paddedDown } = blocks.components[index];
  const ratioX = blocks.maxH / h;
  const ratioY = blocks.maxV / v;
  const stride = paddedAcross * 8;
  const rows = isStreamed ? Math.min(2 * v, paddedDown) : paddedDown;
  const width = Math.ceil(frame.width / ratioX);
  // libjpeg's choice of upsampler: a single sample across has no neighbour for interpolation.
  const isSmoothX = ratioX === 2 && ratioY <= 2 && width > 2;
  const isSmoothY = ratioY === 2 && (ratioX === 1 || isSmoothX);
  return {
    data: new Uint8ClampedArray(stride * rows * 8),
    stride,
    placeOf: (row, column) => (row % rows) * 8 * stride + column * 8,
    lines: rows * 8,
    width,
    height: Math.ceil(frame.height / ratioY),
    ratioX,
    ratioY,
    isSmoothX,
    isSmoothY,
    wide: new Uint8ClampedArray(ratioX === 1 && ratioY === 1 ? 0 : width * ratioX),
    sums: new Int32Array(isSmoothX && isSmoothY ? width : 0),
  };
}

/** Makes line `y` of the picture from a component's samples; returns where it begins. */
function widenLine(component: Component, y: number): number {
  const { lines, stride, height, ratioX, ratioY, isSmoothX, isSmoothY } = component;
  const line = Math.floor(y / ratioY);
  const from = (line % lines) * stride;
  if (!isSmoothY) {
    if (isSmoothX) interpolateAcross(component, from);
    else if (ratioX > 1 || ratioY > 1) repeatAcross(component, from);
    return ratioX === 1 && ratioY === 1 ? from : 0;
  }
  // The nearer line has weight 3, the farther one weight 1. At the edges both are the same line.
  const isUpper = y % 2 === 0;
  const other = isUpper ? Math.max(0, line - 1) : Math.min(height - 1, line + 1);
  const fromOther = (other % lines) * stride;
  if (isSmoothX) interpolateBoth(component, from, fromOther);
  else interpolateDown(component, from, fromOther, isUpper ? 1 : 2);
  return 0;
}

function repeatAcross({ data, wide, width, ratioX }: Component, from: number): void {
  for (let x = 0, to = 0; x < width; x++, to += ratioX) {
    const value = data[from + x];
    for (let i = 0; i < ratioX; i++) wide[to + i] = value;
  }
}

/** Same as `h2v1_fancy_upsample` of libjpeg: halves are rounded down to the left and up to the right. */
function interpolateAcross({ data, wide, width }: Component, from: number): void {
  const last = width - 1;
  wide[0] = data[from];
  wide[1] = (data[from] * 3 + data[from + 1] + 2) >> 2;
  for (let x = 1, to = 2; x < last; x++, to += 2) {
    const value = data[from + x] * 3;
    wide[to] = (value + data[from + x - 1] + 1) >> 2;
    wide[to + 1] = (value + data[from + x + 1] + 2) >> 2;
  }
  wide[2 * last] = (data[from + last] * 3 + data[from + last - 1] + 1) >> 2;
  wide[2 * last + 1] = data[from + last];
}

/** Same as `h1v2_fancy_upsample` of libjpeg-turbo. */
function interpolateDown({ data, wide, width }: Component, from: number, fromOther: number, bias: number): void {
  for (let x = 0; x < width; x++) wide[x] = (data[from + x] * 3 + data[fromOther + x] + bias) >> 2;
}

/** Same as `h2v2_fancy_upsample` of libjpeg. */
function interpolateBoth({ data, wide, width, sums }: Component, from: number, fromOther: number): void {
  for (let x = 0; x < width; x++) sums[x] = data[from + x] * 3 + data[fromOther + x];
  const last = width - 1;
  wide[0] = (sums[0] * 4 + 8) >> 4;
  wide[1] = (sums[0] * 3 + sums[1] + 7) >> 4;
  for (let x = 1, to = 2; x < last; x++, to += 2) {
    const value = sums[x] * 3;
    wide[to] = (value + sums[x - 1] + 8) >> 4;
    wide[to + 1] = (value + sums[x + 1] + 7) >> 4;
  }
  wide[2 * last] = (sums[last] * 3 + sums[last - 1] + 8) >> 4;
  wide[2 * last + 1] = (sums[last] * 4 + 7) >> 4;
}
