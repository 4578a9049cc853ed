/** Makes a zlib stream of a content. */
export type MakeStream = (content: ArrayLike<number> & Iterable<number>) => number[];

/** A palette entry: R, G, B, A. */
export type Colour = readonly number[];

/** Factors and offsets with which a stored picture is drawn. */
export interface StoredScale {
  readonly x: number;
  readonly y: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** A plane: its indices, or, where planes are packed or predicted, a list of them for each pixel row of each strip. */
export type PlannedPlane = readonly number[] | readonly (readonly number[])[];

/** A mesh: the byte of the header in its parts, and `[luma, chroma]` of each level, the coarsest first. */
export interface StoredMesh {
  readonly finest: number;
  readonly root: number;
  readonly steps: readonly (readonly [number, number])[];
}

/** What a mesh stores of a vertex. */
export interface StoredVertex {
  readonly context: number;
  readonly residuals: readonly number[];
}

/** A picture and how it is to be stored, in the words of the spec's fields. */
export interface StoredPicture {
  /** Of the picture as it is drawn. */
  readonly width: number;
  readonly height: number;
  readonly block: number;
  readonly k1: number;
  readonly k2: number;
  readonly strip: number;
  readonly band: number;
  readonly alpha: boolean;
  readonly hidden?: boolean;
  readonly packedLow?: boolean;
  readonly packedHigh?: boolean;
  /** 0 to 4; 0 if absent. */
  readonly predictor?: number;
  /** Absent when the picture is drawn as it is stored. */
  readonly scale?: StoredScale | undefined;
  readonly map: ArrayLike<number>;
  /** Absent when there is no mesh. */
  readonly mesh?: StoredMesh | undefined;
  /** One 1 a block that the mesh draws. */
  readonly meshMap?: ArrayLike<number> | undefined;
  readonly palette1: readonly Colour[];
  readonly palette2: readonly Colour[];
  readonly chunks: readonly PlannedChunk[];
  readonly zlib: MakeStream;
}

/** A band of a plan; what is absent follows from the contents. */
export interface PlannedBand {
  lowContent: number[];
  highContent: number[];
  /** Absent when the file has no mesh; empty when the band has no block of it. */
  meshContent?: number[];
  low?: number[];
  high?: number[];
  mesh?: number[];
  lowSize?: number | number[];
  highSize?: number | number[];
  meshSize?: number | number[];
  meshLength?: number | number[];
  spoilCrc?: (crc: number) => number;
}

export interface PlannedChunk {
  type: string | number[];
  data: number[];
  size?: number | number[];
  spoilCrc?: (crc: number) => number;
}

/** All that a file consists of; a varint given as a list of bytes is written as it stands. */
export interface Plan {
  signature: number[];
  version: number;
  coding: number;
  flags: number;
  block: number;
  mesh: number;
  width: number | number[];
  height: number | number[];
  k1: number | number[];
  k2: number | number[];
  strip: number | number[];
  band: number | number[];
  /** The two bytes of the scale, as they stand; none when the picture is drawn as it is stored. */
  scale: number[];
  /** The steps of the mesh, as they stand; none without a mesh. */
  steps: number[];
  zlib: MakeStream;
  /** The palettes that `tableContent` holds, and the bytes of the bitmap before them. */
  palettes: number[][][];
  alpha: boolean;
  mapBytes: number;
  tableContent: number[];
  table?: number[];
  tableSize?: number | number[];
  spoilPrefixCrc?: (crc: number) => number;
  bands: PlannedBand[];
  chunks: PlannedChunk[];
  endMark: number[];
  behind: number[];
}

/** Offsets at which the parts of a band begin. */
export interface PlannedOffsets {
  readonly start: number;
  readonly highSize: number;
  readonly meshSize: number;
  readonly meshLength: number;
  readonly low: number;
  readonly high: number;
  readonly mesh: number;
  readonly crc: number;
}

/** Offsets at which the parts of a file begin. */
export interface PartOffsets {
  readonly width: number;
  readonly scale: number;
  readonly steps: number;
  readonly tableSize: number;
  readonly table: number;
  readonly prefixCrc: number;
  readonly bands: readonly PlannedOffsets[];
  readonly chunks: readonly { start: number; data: number }[];
  readonly endMark: number;
}

export function crc32(bytes: Iterable<number>): number;
export function u32(value: number): number[];
export function varint(value: number): number[];
export function ascii(text: string): number[];
export const ZLIB: Readonly<Record<string, MakeStream>>;
export const BROKEN_ZLIB: Readonly<Record<string, MakeStream>>;
export function paletteBytes(palette: readonly Colour[], alpha: boolean): number[];
export function packRows(rows: readonly (readonly number[])[], k: number): number[];
export function meshBytes(vertices: readonly StoredVertex[]): number[];
export function makePlan(
  picture: StoredPicture,
  planes: readonly { readonly low: PlannedPlane; readonly high: PlannedPlane; readonly stripRows?: number }[],
  meshes?: readonly (readonly StoredVertex[])[],
): Plan;
export function writePlan(plan: Plan): { bytes: Uint8Array; at: PartOffsets };
