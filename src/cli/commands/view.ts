/** `akm view`: the studio, a page in which to try the codec, served to this machine's browser. */

import { spawn } from 'node:child_process';
import { serveView } from '../../apps/studio/server/view-server.js';
import { checkInteger } from '../../check.js';
import { refuseBrokenNames } from '../broken-names.js';
import type { CommonFlags } from '../flags.js';
import { printJson, printLines, printNote } from '../output.js';

/** Flags of `akm view`. */
export interface ViewFlags extends CommonFlags {
  readonly port?: number;
  readonly open?: true;
}

const MAX_PORT = 65535;

/** Runs the command: until the process is interrupted. */
export async function runView(files: readonly string[], flags: ViewFlags): Promise<void> {
  const port = checkInteger('port', flags.port ?? 0, 0, MAX_PORT);
  refuseBrokenNames(files, []);
  const { url } = await serveView(files, { port });
  if (flags.json) await printJson({ status: 'serving', url, files });
  else await printLines([url]);
  printNote('The studio is at that address, for this machine alone. Ctrl-C stops it.', flags);
  if (flags.open) openInBrowser(url, flags);
}

/** Hands the address to the system; where there is no browser, the address has been printed. */
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
