/** `akm view`: the studio, a page in which to try the codec, served to the browser of this machine. */

import { checkInteger } from '../../check.js';
import type { Call, Command } from '../command.js';
import { type CommonFlags, option, WHOLE } from '../grammar.js';
import { printJson, printLines, printNote } from '../output.js';

/** Flags of `akm view`. */
export interface ViewFlags extends CommonFlags {
  readonly port?: number;
  readonly open?: true;
}

export const viewCommand: Command<ViewFlags> = {
  name: 'view',
  grammar: {
    summary: 'try the encoder on pictures in the browser',
    description:
      'Serves the studio and prints its address. The studio is a page that encodes, compares and measures pictures. It ' +
      'runs in the browser and makes the same bytes as akm encode; nothing is sent anywhere. Ctrl-C stops the server.',
    args: [['[file...]', 'pictures or .akm files for the page to open; others can be dropped on it']],
    options: [
      option('--port <n>', 'port to listen on, 0 = a free one (default 0)', WHOLE),
      option('--open', 'open the page in the browser'),
      { names: '--no-open', help: 'print the address only (default)', isHidden: true },
    ],
    notes: `
The server listens on 127.0.0.1 only. It serves the page and the named files. The folder dist/browser/viewer/ of the package
holds the same page as static files, for any web server.

Examples:
  akm view
  akm view photo.jpg --open
  akm view before.png after.akm --port 8080
`,
  },
  reads: (files) => files,
  writes: () => [],
  run: runView,
};

const MAX_PORT = 65535;

/** Serves the studio until the process is interrupted. */
async function runView({ args: files, flags, openFiles }: Call<ViewFlags>): Promise<void> {
  const port = checkInteger('port', flags.port ?? 0, 0, MAX_PORT);
  openFiles();
  const { serveView } = await import('../../apps/studio/server/view-server.js');
  const { url } = await serveView(files, { port });
  if (flags.json) await printJson({ status: 'serving', url, files });
  else await printLines([url]);
  printNote('The studio is at this address, for this machine only. Ctrl-C stops it.', flags);
  if (flags.open) await openInBrowser(url, flags);
}

/** Asks the system to open the address. If there is no browser, it prints a note. The address has been printed before. */
async function openInBrowser(url: string, flags: CommonFlags): Promise<void> {
  const { spawn } = await import('node:child_process');
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
