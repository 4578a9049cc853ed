/** The list of commands, in the order of the help. A new command is a descriptor and an entry here. */

import type { Command, FileCommand } from './command.js';
import { compareCommand } from './commands/compare.js';
import { decodeCommand } from './commands/decode.js';
import { encodeCommand } from './commands/encode.js';
import { infoCommand } from './commands/info.js';
import { mapCommand } from './commands/map.js';
import { studyCommand } from './commands/study.js';
import { verifyCommand } from './commands/verify.js';
import { viewCommand } from './commands/view.js';

/** All commands. */
export const COMMANDS: readonly Command[] = [
  encodeCommand,
  decodeCommand,
  infoCommand,
  compareCommand,
  mapCommand,
  verifyCommand,
  studyCommand,
  viewCommand,
];

/** The command of that name, for a thread: a descriptor can't be sent to it. */
export function findFileCommand(name: string): FileCommand {
  const found = COMMANDS.find((command) => command.name === name);
  if (found === undefined || !isFileCommand(found)) throw new Error(`no command ${name} works on each of its inputs`);
  return found;
}

function isFileCommand(command: Command): command is FileCommand {
  return 'load' in command;
}
