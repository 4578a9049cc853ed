/** The encoder's tasks: pieces of its work that depend on their input alone, known by name in every thread. */

import type { Task } from '../steps.js';
import { deflateBytes, measureRate, measureRateWell } from './deflate/index.js';
import { type ClusterOptions, type Clusters, clusterColours } from './kmeans/cluster.js';
import type { Histogram } from './kmeans/histogram.js';
import { measureSlab, type Slab } from './rate-distortion/calm-blocks.js';
import { type ColourTrial, type TrialOutcome, tryColours } from './rate-distortion/choose-colours.js';
import { matchSegment, type SegmentMatching } from './rate-distortion/match-segment.js';

/** What `deflate-plane` needs. */
export interface DeflatePlaneInput {
  /** Not empty. */
  readonly bytes: Uint8Array;
  /** Of the deflate encoder, 1..9. */
  readonly effort: number;
}

/** What `cluster` needs. */
export interface ClusterInput {
  /** Not empty. */
  readonly histogram: Histogram;
  /** Most entries of the palette, 1..4096. */
  readonly k: number;
  readonly options: ClusterOptions;
}

/** What every task needs and makes, by its name. */
export interface TaskTypes {
  readonly cluster: { readonly input: ClusterInput; readonly output: Clusters };
  readonly 'deflate-plane': { readonly input: DeflatePlaneInput; readonly output: Uint8Array<ArrayBuffer> };
  readonly 'match-segment': { readonly input: SegmentMatching; readonly output: Uint8Array<ArrayBuffer> };
  /** Deflated bytes, about; the input is not empty. */
  readonly 'measure-rate': { readonly input: Uint8Array; readonly output: number };
  /** The same, by a quick parse whatever the plane. */
  readonly 'measure-rate-quickly': { readonly input: Uint8Array; readonly output: number };
  readonly 'measure-slab': { readonly input: Slab; readonly output: Float64Array<ArrayBuffer>[] };
  readonly 'try-colours': { readonly input: ColourTrial; readonly output: TrialOutcome };
}

/** The names of all tasks. */
export type TaskName = keyof TaskTypes;

/** What a task needs. */
export type TaskInput<Name extends TaskName> = TaskTypes[Name]['input'];

/** What a task makes. */
export type TaskOutput<Name extends TaskName> = TaskTypes[Name]['output'];

/** How a task is done: by a pure function that leaves its input as it is. */
interface TaskKind<Input, Output> {
  readonly perform: (input: Input) => Output;
  /** Buffers of an output that may leave with it, being used by nothing else. */
  readonly buffersOf: (output: Output) => ArrayBuffer[];
}

const TASKS: { readonly [Name in TaskName]: TaskKind<TaskInput<Name>, TaskOutput<Name>> } = {
  cluster: {
    perform: ({ histogram, k, options }) => clusterColours(histogram, k, options),
    buffersOf: ({ palette }) => [palette.buffer],
  },
  'deflate-plane': {
    perform: ({ bytes, effort }) => compact(deflateBytes(bytes, effort)),
    buffersOf: (bytes) => [bytes.buffer],
  },
  'match-segment': {
    perform: matchSegment,
    buffersOf: (indices) => [indices.buffer],
  },
  'measure-rate': {
    perform: measureRateWell,
    buffersOf: () => [],
  },
  'measure-rate-quickly': {
    perform: measureRate,
    buffersOf: () => [],
  },
  'measure-slab': {
    perform: measureSlab,
    buffersOf: (errors) => errors.map(({ buffer }) => buffer),
  },
  'try-colours': {
    perform: tryColours,
    buffersOf: () => [],
  },
};

/**
 * Describes a task, to be done by `runTasks`.
 *
 * @param transfer - buffers of the input that the caller gives away, see {@link Task.transfer}
 */
export function makeTask<Name extends TaskName>(
  name: Name,
  input: TaskInput<Name>,
  transfer: readonly ArrayBuffer[] = [],
): Task<TaskOutput<Name>> {
  return { name, input, transfer, perform: () => TASKS[name].perform(input) };
}

/** Does a task that came from elsewhere. */
export function performTask<Name extends TaskName>(
  name: Name,
  input: TaskInput<Name>,
): { readonly output: TaskOutput<Name>; readonly transfer: readonly ArrayBuffer[] } {
  const output = TASKS[name].perform(input);
  return { output, transfer: TASKS[name].buffersOf(output) };
}

/** Bytes in a buffer of their own: to send a part of a buffer is to send it all, and to transfer it takes it from others. */
function compact(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const isAlone = bytes.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength;
  return isAlone ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();
}
