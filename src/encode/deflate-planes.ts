/**
 * Deflates index planes, or measures their deflated size. Each plane is a task.
 *
 * If a palette has at most 16 colours, its planes are stored packed, several indices a byte, where that is smaller. The planes
 * of a picture with one palette may be stored as differences from a prediction.
 */

import { bitsPerIndex, packPlane, visitPlaneRows } from '../codec/index-planes.js';
import { type Band, bandAt, type Layout } from '../codec/layout.js';
import { predictIndices } from '../codec/predict.js';
import type { BandPlanes } from '../codec/reconstruct.js';
import { MAX_K_PACKED } from '../format/constants.js';
import type { BandStreams } from '../format/write-container.js';
import { runTasks, type Steps, type Task } from '../steps.js';
import { defineTask, type TaskKind } from './define-task.js';
import { deflateBytes, MAX_DEFLATE_EFFORT, measureRate, measureRateWell } from './deflate/index.js';
import type { Palettes } from './palettes.js';

/** Planes up to this size get at least the effort below, since they take little time. */
export const SMALL_PLANE = 2 ** 14;
const SMALL_PLANE_EFFORT = 7;

/** What {@link deflatePlaneTask} needs. */
export interface DeflatePlaneInput {
  /** Not empty. */
  readonly bytes: Uint8Array;
  /** Effort of deflate, 1..9. */
  readonly effort: number;
}

/** Makes a zlib stream of a plane. */
export const deflatePlaneTask = defineTask(
  'deflate-plane',
  ({ bytes, effort }: DeflatePlaneInput) => compact(deflateBytes(bytes, effort)),
  (stream) => [stream.buffer],
);

/** The approximate deflated size of a plane that is not empty. */
export const measureRateTask = defineTask('measure-rate', measureRateWell);

/** The same, always by a quick parse. */
export const measureRateQuicklyTask = defineTask('measure-rate-quickly', measureRate);

/** The deflated size of a plane at a high effort. */
export const measureRateExactlyTask = defineTask(
  'measure-rate-exactly',
  (bytes: Uint8Array) => deflateBytes(bytes, SMALL_PLANE_EFFORT).length,
);

/** The approximate deflated bytes of each list of parts. Each part is a task; empty parts count as 0. */
export function* measureRates(
  lists: readonly (readonly Uint8Array[])[],
  measure: TaskKind<Uint8Array, number> = measureRateTask,
): Steps<number[]> {
  const full = lists.map((parts) => parts.filter((part) => part.length > 0));
  const sizes = yield* runTasks(full.flat().map((part) => measure(part)));
  return full.map((parts) => sizes.splice(0, parts.length).reduce((sum, size) => sum + size, 0));
}

/** Copies bytes that are part of a buffer. Sending a part sends the whole buffer, and transferring it detaches the rest. */
function compact(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const isAlone = bytes.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength;
  return isAlone ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();
}

/** Where planes lie in the picture, and the palettes that their indices are for. */
export interface PlanePlace {
  readonly layout: Layout;
  readonly palettes: Pick<Palettes, 'low' | 'high'>;
}

/** With up to this number of colours the packed form is nearly always the smaller one. */
export const MAX_K_SURELY_PACKED = 4;

/** The planes of one band in the form in which they are probably stored: used to compare layouts. */
export function packLikely(planes: BandPlanes, place: PlanePlace, band: Band): BandPlanes {
  const [k1, k2] = sizesOf(place);
  return {
    low: k1 <= MAX_K_SURELY_PACKED ? pack(planes.low, k1, place, band, 0) : planes.low,
    high: k2 <= MAX_K_SURELY_PACKED ? pack(planes.high, k2, place, band, 1) : planes.high,
  };
}

/** Entries of the low and of the high palette. */
function sizesOf({ palettes: { low, high } }: PlanePlace): [number, number] {
  return [low.length / 4, high.length / 4];
}

function pack(plane: Uint8Array, k: number, { layout }: PlanePlace, band: Band, isHigh: number) {
  if (plane.length === 0) return plane;
  return packPlane(plane, bitsPerIndex(k, true), (visit) => visitPlaneRows(layout, band, isHigh, visit));
}

/** The streams of all planes, and how their indices are stored, in the header's terms. */
export interface DeflatedPlanes {
  readonly streams: readonly BandStreams[];
  readonly packedLow: boolean;
  readonly packedHigh: boolean;
  readonly predictor: number;
}

/**
 * Deflates all planes, a task a plane; an empty plane has an empty stream.
 *
 * @param effort - effort of deflate, for planes that are not packed
 * @param predictor - tried for the high planes of a picture with one palette, beside no prediction; 0 = none
 */
export function* deflatePlanes(
  planes: readonly BandPlanes[],
  place: PlanePlace,
  effort: number,
  predictor: number,
): Steps<DeflatedPlanes> {
  const [k1, k2] = sizesOf(place);
  const low = listForms(planes, place, k1, 0, effort, 0);
  const high = listForms(planes, place, k2, 1, effort, predictor);
  const forms = [...low, ...high];
  const streams = yield* runTasks(forms.flatMap(({ tasks }) => tasks));
  const made = forms.map((form) => ({ ...form, streams: streams.splice(0, form.tasks.length) }));
  const bestLow = smallest(made.slice(0, low.length));
  const bestHigh = smallest(made.slice(low.length));
  const take = (plane: Uint8Array, from: Uint8Array[]) => (plane.length > 0 ? from.shift()! : plane);
  return {
    streams: planes.map((band) => ({
      low: take(band.low, bestLow.streams),
      high: take(band.high, bestHigh.streams),
    })),
    packedLow: bestLow.isPacked,
    packedHigh: bestHigh.isPacked,
    predictor: bestHigh.predictor,
  };
}

/** A way to store the planes of a class. */
interface PlaneForm {
  readonly isPacked: boolean;
  readonly predictor: number;
  /** One for each plane that is not empty. */
  readonly tasks: readonly Task<Uint8Array>[];
}

/** The plain form of a class's planes, and the packed and the predicted form where they are possible. */
function listForms(
  planes: readonly BandPlanes[],
  place: PlanePlace,
  k: number,
  isHigh: number,
  effort: number,
  predictor: number,
): PlaneForm[] {
  const full = planes
    .map((band, index) => ({ plane: isHigh ? band.high : band.low, index }))
    .filter(({ plane }) => plane.length > 0);
  const deflatePlain = (bytes: Uint8Array) => deflatePlaneTask({ bytes, effort: plainEffort(bytes, effort) });
  const forms: PlaneForm[] = [{ isPacked: false, predictor: 0, tasks: full.map(({ plane }) => deflatePlain(plane)) }];
  if (full.length === 0) return forms;
  if (k <= MAX_K_PACKED) {
    // Packed planes are short, so the highest effort costs no more than a lower one does for plain planes.
    const tasks = full.map(({ plane, index }) => {
      const bytes = pack(plane, k, place, bandAt(place.layout, index), isHigh);
      return deflatePlaneTask({ bytes, effort: packedEffort(effort) });
    });
    forms.push({ isPacked: true, predictor: 0, tasks });
  }
  if (predictor > 0) {
    const { layout } = place;
    const tasks = full.map(({ plane, index }) =>
      deflatePlain(predictIndices(plane, { layout, band: bandAt(layout, index), k, predictor })),
    );
    forms.push({ isPacked: false, predictor, tasks });
  }
  return forms;
}

/** Small planes get a higher effort, unless the effort is a quick one. */
function plainEffort(plane: Uint8Array, effort: number): number {
  return effort > 2 && plane.length <= SMALL_PLANE ? Math.max(effort, SMALL_PLANE_EFFORT) : effort;
}

/** Packed planes get the highest effort, unless the effort is a quick one. */
function packedEffort(effort: number): number {
  return effort > 2 ? MAX_DEFLATE_EFFORT : effort;
}

/** The form whose streams take the fewest bytes; the first of equals. */
function smallest<Form extends { readonly streams: readonly Uint8Array[] }>(forms: readonly Form[]): Form {
  const sizes = forms.map(({ streams }) => streams.reduce((sum, stream) => sum + stream.length, 0));
  return forms[sizes.indexOf(Math.min(...sizes))];
}
