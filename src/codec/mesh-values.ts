/**
 * The values of a mesh's vertices, and the form in which a band stores them (spec, section 5.3).
 *
 * The residuals of a vertex are one *token*: a byte for luma and both chroma channels. A residual that does not fit is an
 * *escape*, stored behind all tokens. Alpha has a byte of its own. Tokens are sorted by context, so that each context's
 * bytes are together and deflate gives them codes of their own.
 */

import { ByteWriter } from '../bits/byte-writer.js';
import type { MeshShape } from '../format/header.js';
import {
  contextOf,
  MAX_MESH_VALUE,
  MESH_CONTEXTS,
  type MeshLattice,
  predictVertex,
  quantisePrediction,
  type Vertex,
  visitVertices,
} from './mesh.js';

/** The channels of a vertex, in the order in which they are stored. Alpha is absent from an opaque picture. */
export const LUMA = 0;
export const ORANGE = 1;
export const GREEN = 2;
export const ALPHA = 3;

/** Values of all vertices, by channel, in 1/16 of a code unit. Red, green and blue are premultiplied by alpha. */
export type MeshValues = readonly Int16Array[];

/** The mesh of a band. */
export interface BandMesh {
  readonly lattice: MeshLattice;
  readonly values: MeshValues;
}

/** Residuals of all vertices, by channel, in steps. */
export type MeshResiduals = readonly Int16Array[];

/** Residuals up to this size are part of a token: those of luma, and those of chroma. */
const MAX_LUMA = 3;
const MAX_CHROMA = 1;
/** The token of a vertex without residuals. */
const PLAIN_TOKEN = 16 * MAX_LUMA + 4 * MAX_CHROMA + MAX_CHROMA;
/** The largest byte of alpha that is not an escape. */
const MAX_ALPHA = 254;
/** The marks of escapes in a token. */
const LUMA_ESCAPE = 2 * MAX_LUMA + 1;
const CHROMA_ESCAPE = 2 * MAX_CHROMA + 1;
const ALPHA_ESCAPE = MAX_ALPHA + 1;

/** What can be wrong with a band's mesh. */
export type MeshFault = 'mesh-length' | 'mesh-token' | 'mesh-value';

/** The number of active vertices. */
export function countVertices(lattice: MeshLattice): number {
  let count = 0;
  visitVertices(lattice, () => count++);
  return count;
}

/** The quantisation step of a channel on a level. */
export function stepOf({ lumaSteps, chromaSteps }: MeshShape, channel: number, level: number): number {
  return (channel === ORANGE || channel === GREEN ? chromaSteps : lumaSteps)[level];
}

/**
 * Stores residuals.
 *
 * @param sizes - see {@link contextOf}
 */
export function writeMesh(lattice: MeshLattice, residuals: MeshResiduals, sizes: Uint8Array): Uint8Array {
  const [luma, orange, green, alpha] = residuals;
  const contexts = Array.from({ length: MESH_CONTEXTS }, () => ({ tokens: [] as number[], alphas: [] as number[] }));
  const escapes = new ByteWriter();
  const putEscape = (residual: number, most: number) => {
    const beyond = Math.abs(residual) - most - 1;
    escapes.writeVarint(2 * beyond + (residual < 0 ? 1 : 0));
  };
  const part = (residual: number, most: number) => {
    if (Math.abs(residual) <= most) return residual + most;
    putEscape(residual, most);
    return 2 * most + 1;
  };
  visitVertices(lattice, (vertex) => {
    const { at } = vertex;
    const { tokens, alphas } = contexts[contextOf(sizes, vertex, lattice.columns)];
    const token = 16 * part(luma[at], MAX_LUMA) + 4 * part(orange[at], MAX_CHROMA);
    tokens.push(token + part(green[at], MAX_CHROMA));
    if (alpha === undefined) return;
    const folded = fold(alpha[at]);
    alphas.push(Math.min(folded, ALPHA_ESCAPE));
    if (folded >= ALPHA_ESCAPE) escapes.writeVarint(folded - ALPHA_ESCAPE);
  });
  const writer = new ByteWriter();
  for (const { tokens } of contexts.slice(0, -1)) writer.writeVarint(tokens.length);
  for (const { tokens } of contexts) writer.writeBytes(Uint8Array.from(tokens));
  for (const { alphas } of contexts) writer.writeBytes(Uint8Array.from(alphas));
  writer.writeBytes(escapes.finish());
  return writer.finish();
}

/** A signed number as an unsigned one: 0, -1, 1, -2, 2, ... become 0, 1, 2, 3, 4, ... */
function fold(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unfold(folded: number): number {
  return folded & 1 ? -(folded + 1) / 2 : folded / 2;
}

/** The bytes of an escape are at most this many, and those of the number of a context's tokens. */
const MAX_ESCAPE_BYTES = 3;
const MAX_COUNT_BYTES = 5;

/**
 * Restores the values of all vertices from what {@link writeMesh} stores.
 *
 * @param hasAlpha - whether vertices have alpha
 * @returns the values, or what is wrong
 */
export function restoreMesh(
  stored: Uint8Array,
  lattice: MeshLattice,
  shape: MeshShape,
  hasAlpha: boolean,
): MeshValues | MeshFault {
  const reader = new TokenReader(stored, countVertices(lattice), hasAlpha);
  if (reader.fault !== undefined) return reader.fault;
  const { columns, rows } = lattice;
  const channels = hasAlpha ? 4 : 3;
  const values = Array.from({ length: channels }, () => new Int16Array(columns * rows));
  const sizes = new Uint8Array(columns * rows);
  const fill = (vertex: Vertex) => {
    for (const plane of values) plane[vertex.at] = predictVertex(plane, vertex, columns);
  };
  const restore = (vertex: Vertex) => {
    const { at, level } = vertex;
    if (!reader.read(contextOf(sizes, vertex, columns))) {
      fill(vertex);
      return;
    }
    let size = 0;
    for (let channel = 0; channel < channels; channel++) {
      const residual = reader.residuals[channel];
      let value = predictVertex(values[channel], vertex, columns);
      if (residual !== 0) {
        const step = stepOf(shape, channel, level);
        value = (quantisePrediction(value, step) + residual) * step;
        if (value > MAX_MESH_VALUE || value < -MAX_MESH_VALUE) reader.fail('mesh-value');
        size += Math.abs(residual);
      }
      values[channel][at] = value;
    }
    sizes[at] = Math.min(size, 255);
  };
  visitVertices(lattice, restore, fill);
  return reader.finish() ?? values;
}

/** Reads the tokens of a band's mesh. After a fault all residuals are 0. */
class TokenReader {
  /** The residuals of the last vertex, by channel. */
  readonly residuals = new Int32Array(4);
  fault: MeshFault | undefined;
  readonly #bytes: Uint8Array;
  /** For each context, where the next token is, and where its tokens end. */
  readonly #next = new Int32Array(MESH_CONTEXTS);
  readonly #end = new Int32Array(MESH_CONTEXTS);
  /** From a token to its byte of alpha; 0 without alpha. */
  readonly #toAlpha: number;
  #nextEscape: number;

  constructor(bytes: Uint8Array, count: number, hasAlpha: boolean) {
    this.#bytes = bytes;
    this.#toAlpha = hasAlpha ? count : 0;
    this.#nextEscape = 0;
    let rest = count;
    for (let context = 0; context < MESH_CONTEXTS - 1; context++) {
      const tokens = this.#readVarint(MAX_COUNT_BYTES);
      rest -= tokens;
      this.#end[context] = tokens;
    }
    this.#end[MESH_CONTEXTS - 1] = rest;
    const head = this.#nextEscape;
    this.#nextEscape += hasAlpha ? 2 * count : count;
    if (rest < 0 || this.#nextEscape > bytes.length) this.fail('mesh-length');
    let at = head;
    for (let context = 0; context < MESH_CONTEXTS; context++) {
      this.#next[context] = at;
      at += this.#end[context];
      this.#end[context] = at;
    }
  }

  /** Notes the first fault. */
  fail(fault: MeshFault): void {
    this.fault ??= fault;
  }

  /**
   * Reads the residuals of a vertex of a context.
   *
   * @returns whether there may be a residual other than 0
   */
  read(context: number): boolean {
    const { residuals } = this;
    if (this.fault !== undefined) return false;
    const at = this.#next[context]++;
    if (at >= this.#end[context]) {
      this.fail('mesh-length');
      return false;
    }
    const token = this.#bytes[at];
    // Most vertices have no residual.
    if (token === PLAIN_TOKEN && this.#toAlpha === 0) return false;
    if (token > 127) this.fail('mesh-token');
    residuals[LUMA] = this.#part(token >> 4, MAX_LUMA, LUMA_ESCAPE);
    residuals[ORANGE] = this.#part((token >> 2) & 3, MAX_CHROMA, CHROMA_ESCAPE);
    residuals[GREEN] = this.#part(token & 3, MAX_CHROMA, CHROMA_ESCAPE);
    if (this.#toAlpha === 0) return true;
    const folded = this.#bytes[at + this.#toAlpha];
    residuals[ALPHA] = unfold(folded < ALPHA_ESCAPE ? folded : folded + this.#readVarint(MAX_ESCAPE_BYTES));
    return true;
  }

  /** @returns what is wrong, if anything is */
  finish(): MeshFault | undefined {
    if (this.#nextEscape !== this.#bytes.length) this.fail('mesh-length');
    return this.fault;
  }

  #part(code: number, most: number, mark: number): number {
    if (code !== mark) return code - most;
    const folded = this.#readVarint(MAX_ESCAPE_BYTES);
    const size = most + 1 + (folded >> 1);
    return folded & 1 ? -size : size;
  }

  /** A number in the fewest bytes, at most `most` of them. */
  #readVarint(most: number): number {
    let value = 0;
    for (let i = 0, scale = 1; i < most && this.#nextEscape < this.#bytes.length; i++, scale *= 128) {
      const byte = this.#bytes[this.#nextEscape++];
      value += (byte & 127) * scale;
      if (byte > 127) continue;
      if (byte > 0 || i === 0) return value;
      break;
    }
    this.fail('mesh-length');
    return 0;
  }
}
