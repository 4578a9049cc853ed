/** The headers of a JPEG's frame and scans (ITU-T T.81, B.2.2 and B.2.3). */

import { FormatError, UnsupportedError } from '../error.js';
import type { HuffmanData } from './jpeg-tables.js';

/** How the samples of the components become RGB. */
export type JpegColour = 'gray' | 'ycc' | 'rgb' | 'cmyk' | 'ycck';

/** A colour component of the frame. */
export interface JpegComponent {
  readonly id: number;
  /** Sampling factors, 1 to 4, across and down. */
  readonly h: number;
  readonly v: number;
  /** Number of its quantization table, 0 to 3. */
  readonly quantization: number;
}

/** A frame of 8-bit samples, baseline or progressive. */
export interface JpegFrame {
  /** Position of the marker in the file. */
  readonly offset: number;
  readonly progressive: boolean;
  readonly width: number;
  readonly height: number;
  /** One, three or four components. */
  readonly components: readonly JpegComponent[];
}

/** The content of a scan's header. */
export interface JpegScanHeader {
  /** Indices into the frame's components. */
  readonly components: readonly number[];
  /** Huffman tables that the scan uses, numbered as in DHT, by component: 0x00 to 0x03 for DC, 0x10 to 0x13 for AC. */
  readonly dcKinds: readonly number[];
  readonly acKinds: readonly number[];
  /** First and last coefficient in zigzag order, 0 to 63. */
  readonly spectralStart: number;
  readonly spectralEnd: number;
  /** Bit position of the previous scan of these coefficients (0: none), and of this one. */
  readonly high: number;
  readonly low: number;
}

/** A scan with its place in the file, and the tables that apply to it. */
export interface JpegScan extends JpegScanHeader {
  /** The tables of {@link JpegScanHeader.dcKinds} and {@link JpegScanHeader.acKinds}. */
  readonly dc: readonly HuffmanData[];
  readonly ac: readonly HuffmanData[];
  /** Position of the marker in the file. */
  readonly offset: number;
  /** MCUs between restart markers; 0 for none. */
  readonly restartInterval: number;
  /** Number of restart markers in the data. */
  readonly restarts: number;
  /** Start and end of the entropy-coded data in the file. */
  readonly dataStart: number;
  readonly dataEnd: number;
}

const MAX_SAMPLING = 4;
/** Maximum blocks in an MCU of an interleaved scan (T.81, B.2.3). */
const MAX_MCU_BLOCKS = 10;
/** Largest bit position of successive approximation. */
const MAX_LOW = 13;

/**
 * Parses the data of a SOF0, SOF1 or SOF2 segment.
 *
 * @throws {@link FormatError} `jpeg-marker` for a value that the standard doesn't allow
 * @throws {@link UnsupportedError} for 12 bits, a height that follows later, and unusual components
 */
export function parseFrame(data: Uint8Array, offset: number, progressive: boolean): JpegFrame {
  const count = data[5] ?? 0;
  if (data.length < 6 || data.length !== 6 + 3 * count) throw frameError(offset, 'its length is wrong');
  const precision = data[0];
  const height = (data[1] << 8) | data[2];
  const width = (data[3] << 8) | data[4];
  if (precision === 12) throw new UnsupportedError('jpeg-precision', "a JPEG with 12-bit samples can't be read");
  if (precision !== 8) throw frameError(offset, `samples of ${precision} bits`);
  if (width === 0) throw frameError(offset, 'a width of 0');
  if (height === 0) {
    throw new UnsupportedError('jpeg-height', "a JPEG whose height follows its first scan (DNL) can't be read");
  }
  if (count !== 1 && count !== 3 && count !== 4) {
    throw new UnsupportedError('jpeg-components', `a JPEG with ${count} colour components can't be read`);
  }
  const components: JpegComponent[] = [];
  for (let at = 6; at < data.length; at += 3) {
    const component = { id: data[at], h: data[at + 1] >> 4, v: data[at + 1] & 15, quantization: data[at + 2] };
    checkComponent(component, components, offset);
    components.push(component);
  }
  // Sampling factors only matter relative to each other.
  if (count === 1) return { offset, progressive, width, height, components: [{ ...components[0], h: 1, v: 1 }] };
  const maxH = Math.max(...components.map((component) => component.h));
  const maxV = Math.max(...components.map((component) => component.v));
  if (components.some((component) => maxH % component.h !== 0 || maxV % component.v !== 0)) {
    throw new UnsupportedError('jpeg-sampling', "a JPEG whose sampling is not by whole factors can't be read");
  }
  return { offset, progressive, width, height, components };
}

function checkComponent(component: JpegComponent, before: readonly JpegComponent[], offset: number): void {
  const { id, h, v, quantization } = component;
  if (h < 1 || h > MAX_SAMPLING || v < 1 || v > MAX_SAMPLING) {
    throw frameError(offset, `component ${id} has the sampling factors ${h}x${v}`);
  }
  if (quantization > 3) throw frameError(offset, `component ${id} uses the quantization table ${quantization}`);
  if (before.some((other) => other.id === id)) throw frameError(offset, `component ${id} occurs twice`);
}

/**
 * Parses the data of a SOS segment.
 *
 * @throws {@link FormatError} `jpeg-marker` for a value that the standard doesn't allow
 */
export function parseScanHeader(data: Uint8Array, offset: number, frame: JpegFrame): JpegScanHeader {
  const count = data[0] ?? 0;
  if (count < 1 || count > 4 || data.length !== 4 + 2 * count) throw scanError(offset, 'its length is wrong');
  const components: number[] = [];
  for (let at = 1; at <= 2 * count; at += 2) {
    const index = frame.components.findIndex((component) => component.id === data[at]);
    if (index < 0) throw scanError(offset, `the component ${data[at]} is not in the frame`);
    if (components.includes(index)) throw scanError(offset, `the component ${data[at]} occurs twice`);
    components.push(index);
  }
  const blocks = components.reduce((sum, index) => sum + frame.components[index].h * frame.components[index].v, 0);
  if (count > 1 && blocks > MAX_MCU_BLOCKS) throw scanError(offset, `${blocks} blocks in an MCU`);
  const selectors = components.map((_, index) => data[2 + 2 * index]);
  const dcKinds = selectors.map((selector) => selector >> 4);
  const acKinds = selectors.map((selector) => 0x10 | (selector & 15));
  if (!frame.progressive) {
    return { components, dcKinds, acKinds, spectralStart: 0, spectralEnd: 63, high: 0, low: 0 };
  }
  const spectralStart = data[1 + 2 * count];
  const spectralEnd = data[2 + 2 * count];
  const high = data[3 + 2 * count] >> 4;
  const low = data[3 + 2 * count] & 15;
  const bandFits = spectralStart === 0 ? spectralEnd === 0 : spectralStart <= spectralEnd && spectralEnd < 64;
  if (!bandFits || (spectralStart > 0 && count > 1)) {
    throw scanError(offset, `the coefficients ${spectralStart} to ${spectralEnd} of ${count} components`);
  }
  if (low > MAX_LOW || (high !== 0 && high !== low + 1)) throw scanError(offset, `the bit positions ${high}, ${low}`);
  const isDc = spectralStart === 0;
  return {
    components,
    // A scan that refines DC uses no table.
    dcKinds: isDc && high === 0 ? dcKinds : [],
    acKinds: isDc ? [] : acKinds,
    spectralStart,
    spectralEnd,
    high,
    low,
  };
}

function frameError(offset: number, detail: string): FormatError {
  return new FormatError('jpeg-marker', 'JPEG frame (SOF)', offset, detail);
}

function scanError(offset: number, detail: string): FormatError {
  return new FormatError('jpeg-marker', 'JPEG scan (SOS)', offset, detail);
}
