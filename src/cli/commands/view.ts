/** `akm view`: the studio, a page in which to try the codec, served to the browser of this machine. */

import type { Command } from '../command.js';
import { option, WHOLE } from '../grammar.js';
import type { ViewFlags } from '../work/view.js';

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
  run: async (call) => (await import('../work/view.js')).runView(call),
};
