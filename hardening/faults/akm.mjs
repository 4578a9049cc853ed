/** `akm` as a process, and the files that it leaves in its folder. */

import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AkmError, decode, encode, writePicture } from '../../dist/node/index.js';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const FAULT = new URL('./fs-fault.mjs', import.meta.url).href;

/** Arguments and environment for a process with a planted fault; see `fs-fault.mjs`. */
function planted(fault) {
  if (fault === undefined) return { flags: [], env: process.env };
  return { flags: ['--import', FAULT], env: { ...process.env, AKM_FAULT: JSON.stringify(fault) } };
}

/** Runs akm to its end; `calls` are the file-system calls that a process with a planted fault made. */
export function runAkm(args, { fault, ...options } = {}) {
  const { flags, env } = planted(fault);
  const { status, signal, stdout, stderr, output } = spawnSync(process.execPath, [...flags, MAIN, ...args], {
    encoding: 'utf8',
    env,
    timeout: 60_000,
    stdio: 'pipe',
    ...(fault === undefined ? {} : { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] }),
    ...options,
  });
  const calls = (output?.[3] ?? '').trim().split('\n').filter(Boolean);
  return { status, signal, stdout, stderr, calls };
}

/**
 * Runs a script of Node and ends it after some milliseconds, from its start or, with `afterOutput`, from its first output on.
 * Resolves when it is gone; `milliseconds` are those from the signal to its end.
 */
export function runAndKill(args, after, { signal = 'SIGKILL', afterOutput = false } = {}) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  let killedAt = Number.NaN;
  let timer;
  const begin = () => {
    timer ??= setTimeout(() => {
      killedAt = performance.now();
      child.kill(signal);
    }, after);
  };
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  child.stdout.on('data', begin);
  if (!afterOutput) begin();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, endedBy) => {
      clearTimeout(timer);
      resolve({ status, signal: endedBy, stderr, milliseconds: performance.now() - killedAt });
    });
  });
}

/** A picture to encode: soft gradients with some noise. */
export function makePicture(width, height) {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    data.set([(x * 3 + y) & 255, (x * y) >> 5, ((x ^ y) * 5 + Math.imul(i, 2654435761)) & 255, 255], i * 4);
  }
  return { width, height, data };
}

/** PNG bytes, and the AKM bytes of another picture, which serve as an existing output. */
export function makeFiles(side) {
  const old = encode(makePicture(24, 24), { effort: 1 });
  return { png: writePicture(makePicture(side, side), 'png'), old };
}

/** What a path holds: `absent`, `old`, `whole` (a file that decodes), or what is wrong with it. */
export function stateOf(path, old) {
  let bytes;
  try {
    bytes = readFileSync(path);
  } catch {
    return 'absent';
  }
  if (bytes.equals(old)) return 'old';
  try {
    decode(bytes);
    return 'whole';
  } catch (error) {
    if (!(error instanceof AkmError)) throw error;
    return `broken: ${error.message}`;
  }
}

/** Temporary files of ours in a folder. */
export function temporaryFiles(folder) {
  return readdirSync(folder).filter((name) => name.endsWith('.akm-tmp'));
}

/** Empties a folder except for the named files. */
export function emptyFolder(folder, kept = []) {
  for (const name of readdirSync(folder)) if (!kept.includes(name)) rmSync(join(folder, name), { recursive: true });
}

/** Whether a failure was reported in one line. */
export function isOneLine(stderr) {
  return /^akm: [^\n]+\n$/.test(stderr) && !/bug in akm/.test(stderr);
}
