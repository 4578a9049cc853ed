/** A palette entry: R, G, B, A. */
export type PlainColour = readonly number[];

/** Factors and offsets with which the stored picture is drawn. */
export interface PlainScale {
  readonly x: number;
  readonly y: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** A picture in the words of the spec's fields. */
export interface PlainGeometry {
  /** Of the picture as it is drawn. */
  readonly width: number;
  readonly height: number;
  /** Absent when the picture is drawn as it is stored. */
  readonly scale?: PlainScale | undefined;
  /** The block side is `2 ** block`. */
  readonly block: number;
}

export interface PlainMap extends PlainGeometry {
  readonly k1: number;
  /** One 0 (low) or 1 (high) a block, row-major; not looked at when k1 is 0. */
  readonly map: ArrayLike<number>;
  /** One 1 a block that a mesh draws, row-major; absent without a mesh. */
  readonly meshMap?: ArrayLike<number> | undefined;
}

export interface PlainScan extends PlainMap {
  readonly strip: number;
  readonly band: number;
}

export interface PlainPalettes extends PlainMap {
  readonly palette1: readonly PlainColour[];
  readonly palette2: readonly PlainColour[];
}

export interface PlainPlanes {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** The planes of a band, a list for each pixel row of each strip, and the rows of a strip. */
export interface PlainRows {
  readonly low: readonly (readonly number[])[];
  readonly high: readonly (readonly number[])[];
  readonly stripRows: number;
}

export function storedSize(picture: Omit<PlainGeometry, 'block'>): { width: number; height: number };
export function gridOf(picture: PlainGeometry): { side: number; columns: number; rows: number };
export function bandCountOf(picture: PlainGeometry & { readonly band: number }): number;
export function classAt(picture: PlainMap, x: number, y: number): number;
export function scanBand(
  picture: PlainGeometry & { readonly strip: number; readonly band: number },
  b: number,
): [number, number][];
export function scanRows(
  picture: PlainGeometry & { readonly strip: number; readonly band: number },
  b: number,
): [number, number][][];
export function splitRows(picture: PlainScan, indices: ArrayLike<number>): PlainRows[];
export function splitPlanes(picture: PlainScan, indices: ArrayLike<number>): PlainPlanes[];
export function joinPlanes(picture: PlainScan, bands: readonly PlainPlanes[]): number[];
export function drawPlain(picture: PlainPalettes, indices: ArrayLike<number>): Uint8Array;
export function enlargePlain(picture: PlainGeometry, rgba: Uint8Array): Uint8Array;
export function decodePlain(picture: PlainPalettes, indices: ArrayLike<number>): Uint8Array;
