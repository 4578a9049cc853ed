/**
 * The built command line, run in a process that is started once for all commands of a test file.
 *
 * For tests of akm's messages and files: a start takes ten times as long as most commands. A test of the process (signals,
 * pipes, standard input) starts a separate one by {@link MAIN}.
 */

import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { requireBuild } from './build.js';

requireBuild();

/** The file of `akm` in the build. */
export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** For the longest command, on a machine that may be busy with others. */
const TIMEOUT = 280_000;

/** The result of a process, in the form of `spawnSync`. */
export interface AkmResult {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

interface Bridge {
  readonly send: (command: { args: readonly string[]; cwd: string }) => void;
  /** @returns undefined when the command did not end in time */
  readonly receive: () => AkmResult | undefined;
  readonly close: () => void;
}

let bridge: Bridge | undefined;

/** Runs `akm` with arguments in a folder, and waits for its end. */
export function runAkm(args: readonly string[], cwd: string): AkmResult {
  bridge ??= openBridge();
  bridge.send({ args, cwd });
  const result = bridge.receive();
  if (result !== undefined) return result;
  // Its answer may still arrive, and must not count as that of another command.
  bridge.close();
  bridge = undefined;
  throw new Error(`akm ${args.join(' ')} did not end`);
}

function openBridge(): Bridge {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./akm-bridge.mjs', import.meta.url), {
    workerData: { main: MAIN, port: port2, flag },
    transferList: [port2],
  });
  worker.unref();
  return {
    send: (command) => {
      Atomics.store(flag, 0, 0);
      port1.postMessage(command);
    },
    receive: () => {
      if (Atomics.wait(flag, 0, 0, TIMEOUT) === 'timed-out') return undefined;
      const { status, stdout, stderr }: AkmResult = receiveMessageOnPort(port1)!.message;
      // Bytes arrive through a port as a plain array.
      return { status, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) };
    },
    close: () => port1.close(),
  };
}
