/** The work of `akm view`. */

import { spawn } from 'node:child_process';
import { serveView } from '../../apps/studio/server/view-server.js';
import { checkInteger } from '../../check.js';
import type { Call } from '../command.js';
import type { CommonFlags } from '../grammar.js';
import { printJson, printLines, printNote } from '../output.js';

/** Flags of `akm view`. */
export interface ViewFlags extends CommonFlags {
  readonly port?: number;
  readonly open?: true;
}

const MAX_PORT = 65535;

/** Runs the command: until the process is interrupted. */
export async function runView({ args: files, flags, openFiles }: Call<ViewFlags>): Promise<void> {
  const port = checkInteger('port', flags.port ?? 0, 0, MAX_PORT);
  openFiles();
  const { url } = await serveView(files, { port });
  if (flags.json) await printJson({ status: 'serving', url, files });
  else await printLines([url]);
  printNote('The studio is at this address, for this machine only. Ctrl-C stops it.', flags);
  if (flags.open) openInBrowser(url, flags);
}

/** Asks the system to open the address. Without a browser a note says so; the address is printed already. */
function openInBrowser(url: string, flags: CommonFlags): void {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', (error) => printNote(`no browser could be started (${error.message})`, flags));
  child.unref();
}

/** What opens an address, by platform. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
