/**
 * Loaded before a program (`node --import`): makes one of its file-system calls in a folder fail, or kills it there.
 *
 * `AKM_FAULT` holds `{ folder, call, mode, code, isLinkless }`: calls are counted from 1; `mode` is `fail` (throw an error
 * of the code), `before` or `after` (kill the process), `short` (write half of what is asked) or `none`; with `isLinkless`
 * every hard link fails besides. The names of the calls counted are written to descriptor 3.
 */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { folder, call, mode, code, isLinkless } = JSON.parse(process.env.AKM_FAULT);

const NAMES = [
  ...[
    'openSync',
    'writeSync',
    'fsyncSync',
    'closeSync',
    'chmodSync',
    'linkSync',
    'renameSync',
    'unlinkSync',
    'statSync',
  ],
  ...['lstatSync', 'fstatSync', 'realpathSync', 'readdirSync', 'readSync', 'writeFileSync'],
];
const { writeSync } = fs;
const descriptors = new Set();
let calls = 0;
let isInside = false;

const isCounted = (target) =>
  descriptors.has(target) || (typeof target === 'string' && `${target}/`.startsWith(`${folder}/`));

function fail(name, errorCode, target) {
  throw Object.assign(new Error(`${errorCode}: planted, ${name} '${target}'`), { code: errorCode, syscall: name });
}

/** Half of a write. The caller must write the rest. */
function writeHalf(original, [descriptor, bytes, offset = 0]) {
  return original(descriptor, bytes, offset, (bytes.length - offset) >> 1);
}

/** Makes a call, and keeps a list of the descriptors of files in the folder. */
function perform(name, original, args, isHit) {
  const isShort = isHit && mode === 'short' && name === 'writeSync';
  isInside = true;
  try {
    const result = isShort ? writeHalf(original, args) : original(...args);
    if (name === 'openSync') descriptors.add(result);
    return result;
  } finally {
    isInside = false;
    if (name === 'closeSync') descriptors.delete(args[0]);
  }
}

for (const name of NAMES) {
  const original = fs[name];
  const replaced = (...args) => {
    // Other counted calls that a call makes are a part of it.
    if (isInside || !isCounted(args[0])) return original(...args);
    calls++;
    const isHit = calls === call;
    writeSync(3, `${name}\n`);
    if (isLinkless && name === 'linkSync') fail(name, 'EPERM', args[0]);
    if (isHit && mode === 'before') process.kill(process.pid, 'SIGKILL');
    if (isHit && mode === 'fail') {
      // A descriptor is gone even if closing it fails.
      if (name === 'closeSync') perform(name, original, args, isHit);
      fail(name, code, args[0]);
    }
    const result = perform(name, original, args, isHit);
    if (isHit && mode === 'after') process.kill(process.pid, 'SIGKILL');
    return result;
  };
  fs[name] = Object.assign(replaced, original);
}
syncBuiltinESMExports();
