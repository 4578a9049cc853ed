/** The grammar of `akm view`. */

import { type Command, Option } from 'commander';
import type { ViewFlags } from './commands/view.js';
import { parseWhole } from './flags.js';

/** Adds the command. */
export function addView(program: Command): void {
  program
    .command('view')
    .summary('try the encoder on pictures in the browser')
    .description(
      'Serves the studio, a page in which pictures are encoded, compared and measured, and prints its address. The page ' +
        'encodes by itself, and gives the same bytes as akm encode; nothing is sent anywhere. Ctrl-C stops it.',
    )
    .argument('[file...]', 'pictures or .akm files for the page to open; others can be dropped on it')
    .addOption(new Option('--port <n>', 'port to listen on, 0 = a free one (default 0)').argParser(parseWhole))
    .addOption(new Option('--open', 'open the page in the browser'))
    .addOption(new Option('--no-open', 'only print the address (default)').hideHelp())
    .addHelpText(
      'after',
      `
The server listens on 127.0.0.1 alone, and serves the page and the named files. The same page lies as static files in
dist/browser/viewer/ of the package, for any web server.

Examples:
  akm view
  akm view photo.jpg --open
  akm view before.png after.akm --port 8080
`,
    )
    .action(async (files: string[], flags: ViewFlags) => {
      const { runView } = await import('./commands/view.js');
      await runView(files, flags);
    });
}
