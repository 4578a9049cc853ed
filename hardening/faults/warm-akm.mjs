/** `akm` in a process that runs one command after the other. A start takes ten times as long as most commands. */

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MAIN } from './akm.mjs';

const CHILD = fileURLToPath(new URL('../../test/support/akm-child.mjs', import.meta.url));

export class WarmAkm {
  #folder;
  #child;
  /** Called with the result of the command that runs. */
  #answer;

  /** @param {string} folder - the current folder of its commands */
  constructor(folder) {
    this.#folder = folder;
  }

  /**
   * Runs a command to its end.
   *
   * @param {readonly string[]} args
   * @returns {Promise<{ status: number | null, stderr: string }>}
   */
  run(args) {
    this.#child ??= this.#start();
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#child.send({ args, cwd: this.#folder });
    });
  }

  end() {
    this.#child?.disconnect();
  }

  #start() {
    const child = fork(CHILD, [MAIN], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.on('message', ({ status, stderr }) => this.#answer({ status: status ?? 0, stderr: stderr.toString() }));
    child.on('exit', (status) => {
      // The command has ended the process. The next command gets a new one.
      this.#child = undefined;
      this.#answer?.({ status, stderr: 'the process ended' });
    });
    return child;
  }
}
