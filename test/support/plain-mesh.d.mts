import type { PlainGeometry } from './plain-decoder.mjs';

/** A picture with a mesh. */
export interface PlainMeshPicture extends PlainGeometry {
  readonly band: number;
  readonly alpha: boolean;
  readonly mesh: {
    readonly finest: number;
    readonly root: number;
    /** `[luma, chroma]` of each level, the coarsest first. */
    readonly steps: readonly (readonly [number, number])[];
  };
  /** One 1 a block that the mesh draws, row-major. */
  readonly meshMap: ArrayLike<number>;
}

/** A vertex; positions and the distance `d` of its level are in pixels. */
export interface PlainVertex {
  /** 0 root, 1 edge across, 2 edge down, 3 centre. */
  readonly kind: number;
  readonly d: number;
  readonly x: number;
  readonly y: number;
  readonly isActive: boolean;
}

export interface PlainLattice {
  readonly picture: PlainMeshPicture;
  readonly top: number;
  readonly width: number;
  readonly pixelRows: number;
  readonly finest: number;
  readonly root: number;
  readonly right: number;
  readonly lower: number;
  readonly vertices: readonly PlainVertex[];
}

/** Values of the vertices, by channel. */
export type PlainValues = readonly ReadonlyMap<number, number>[];

export type ResidualOf = (vertex: PlainVertex, channel: number, predicted: number, step: number) => number;

export function latticeOf(picture: PlainMeshPicture, b: number): PlainLattice;
export function isInMesh(lattice: PlainLattice, x: number, y: number): boolean;
export function channelsOf(picture: { readonly alpha: boolean }): number;
export function stepOf(picture: PlainMeshPicture, channel: number, d: number): number;
export function restorePlain(
  lattice: PlainLattice,
  residualOf: ResidualOf,
): { values: PlainValues; stored: { context: number; residuals: number[] }[] };
export function keyOf(x: number, y: number, right: number): number;
export function drawPixel(lattice: PlainLattice, values: PlainValues, x: number, y: number): number[];
export function drawMeshPlain(
  picture: PlainMeshPicture,
  rgba: Uint8Array,
  bands: readonly (PlainValues | undefined)[],
): Uint8Array;
