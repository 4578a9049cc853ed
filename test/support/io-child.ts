/** Reads pictures in a separate process. Measures its time and memory, and kills it if it does not end. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** The result for a file. */
export interface ChildOutcome {
  /** `read`, the name of the error's class, or `killed` when the time was up. */
  readonly outcome: string;
  readonly message: string;
  /** Of the read alone. */
  readonly milliseconds: number;
  /** Peak resident memory of the process, of which Node takes about 45 MB. */
  readonly peakBytes: number;
}

// Inside the project, so that the bundle finds the project's dependencies.
const FOLDER = fileURLToPath(new URL(`../../node_modules/.cache/akm-io-test-${process.pid}/`, import.meta.url));
const ENTRY = fileURLToPath(new URL('../../src/io/index.ts', import.meta.url));

const CHILD = `
import { readFileSync } from 'node:fs';
import { peakBytes as measurePeak } from '../../../hardening/lib/peak.mjs';
import { readPicture } from './io.mjs';
const bytes = readFileSync(process.argv[2]);
const start = performance.now();
let outcome = 'read';
let message = '';
try {
  readPicture(bytes);
} catch (error) {
  outcome = error.constructor.name;
  message = error.message;
}
const milliseconds = performance.now() - start;
const peakBytes = measurePeak();
console.log(JSON.stringify({ outcome, message, milliseconds, peakBytes }));
`;

/** Bundles src/io for {@link readInChild}; call once before. */
export async function prepareChild(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const bundle = await rolldown({ input: ENTRY, platform: 'node', logLevel: 'silent' });
  await bundle.write({ file: `${FOLDER}io.mjs`, format: 'esm' });
  await bundle.close();
  writeFileSync(`${FOLDER}child.mjs`, CHILD);
}

/** Removes what {@link prepareChild} made. */
export function removeChild(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}

/** Reads a file's bytes in a child process. */
export function readInChild(bytes: Uint8Array, limitMilliseconds: number): ChildOutcome {
  const file = `${FOLDER}input`;
  writeFileSync(file, bytes);
  const child = spawnSync(process.execPath, [`${FOLDER}child.mjs`, file], {
    encoding: 'utf8',
    timeout: limitMilliseconds,
    killSignal: 'SIGKILL',
  });
  if (child.signal !== null) {
    return { outcome: 'killed', message: child.signal, milliseconds: limitMilliseconds, peakBytes: 0 };
  }
  if (child.status !== 0) throw new Error(`the child process failed: ${child.stderr}`);
  return JSON.parse(child.stdout) as ChildOutcome;
}

/** Leaves a file beside `./io.mjs`. */
export function writeInChildFolder(name: string, bytes: Uint8Array): void {
  writeFileSync(`${FOLDER}${name}`, bytes);
}

/** Runs a module text that may import `./io.mjs`, and returns what it prints. */
export function runInChild(source: string): string {
  writeFileSync(`${FOLDER}script.mjs`, source);
  const child = spawnSync(process.execPath, [`${FOLDER}script.mjs`], { encoding: 'utf8', timeout: 60_000 });
  if (child.status !== 0) throw new Error(`the child process failed: ${child.stderr}`);
  return child.stdout;
}
