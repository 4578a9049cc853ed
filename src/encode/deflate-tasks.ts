/** Deflating a plane, and measuring what it deflates to, as tasks. */

import { runTasks, type Steps } from '../steps.js';
import { defineTask, type TaskKind } from './define-task.js';
import { deflateBytes, measureRate, measureRateWell } from './deflate/index.js';

/** What {@link deflatePlaneTask} needs. */
export interface DeflatePlaneInput {
  /** Not empty. */
  readonly bytes: Uint8Array;
  /** Of the deflate encoder, 1..9. */
  readonly effort: number;
}

/** Makes a zlib stream of a plane. */
export const deflatePlaneTask = defineTask(
  'deflate-plane',
  ({ bytes, effort }: DeflatePlaneInput) => compact(deflateBytes(bytes, effort)),
  (stream) => [stream.buffer],
);

/** About the bytes that a plane deflates to; it is not empty. */
export const measureRateTask = defineTask('measure-rate', measureRateWell);

/** The same, by a quick parse whatever the plane. */
export const measureRateQuicklyTask = defineTask('measure-rate-quickly', measureRate);

/** About the bytes that each list of parts deflates to, a part a task; empty parts take none. */
export function* measureRates(
  lists: readonly (readonly Uint8Array[])[],
  measure: TaskKind<Uint8Array, number> = measureRateTask,
): Steps<number[]> {
  const full = lists.map((parts) => parts.filter((part) => part.length > 0));
  const sizes = yield* runTasks(full.flat().map((part) => measure(part)));
  return full.map((parts) => sizes.splice(0, parts.length).reduce((sum, size) => sum + size, 0));
}

/** Bytes in a buffer of their own: to send a part of a buffer is to send it all, and to transfer it takes it from others. */
function compact(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const isAlone = bytes.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength;
  return isAlone ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();
}
