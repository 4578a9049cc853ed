/** The file that a child is about to decode. Its parent reads it if the child hangs or dies. */

import { existsSync, openSync, readFileSync, writeSync } from 'node:fs';

/** Opens a case file and returns what puts a case in it: one write, its length first. */
export function openCaseFile(path) {
  const descriptor = openSync(path, 'w');
  let buffer = Buffer.alloc(4096);
  return (bytes) => {
    if (buffer.length < bytes.length + 4) buffer = Buffer.alloc(bytes.length * 2 + 4);
    buffer.writeUInt32LE(bytes.length, 0);
    buffer.set(bytes, 4);
    writeSync(descriptor, buffer, 0, bytes.length + 4, 0);
  };
}

/** The case in a file; empty when there is none. */
export function loadCase(path) {
  const content = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  return content.length < 4 ? content : content.subarray(4, 4 + content.readUInt32LE(0));
}
