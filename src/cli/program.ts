/** The program for commander: the list of commands, each by its descriptor, and the help. */

import { Command as CommanderCommand, InvalidArgumentError, Option } from 'commander';
import type { Command, Session } from './command.js';
import { COMMANDS } from './commands.js';
import { noteFlag } from './failure.js';
import { COMMON_OPTIONS, type CommonFlags, type OptionGrammar, type ValueKind } from './grammar.js';

const HELP = `
Pictures are PNG, JPEG, PPM or PGM; their content decides the format. - is standard input or output.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 target not met. Ctrl-C and SIGTERM end akm by the signal: a shell sees 130 or 143.

Examples:
  akm encode photo.png                    writes photo.akm
  akm decode photo.akm -o back.png
  akm compare photo.png photo.akm
  akm encode -r shots --out-dir out       every picture in shots and its subfolders
`;

/** Builds the program. Its actions run the commands. */
export function makeProgram(version: string, session: Session): CommanderCommand {
  const program = new CommanderCommand('akm')
    .description('Adaptive k-means image codec: few colours where a picture has little detail, more where it has much.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .addHelpText('after', HELP);
  for (const command of COMMANDS) addCommand(program, command, session);
  return program;
}

function addCommand(program: CommanderCommand, command: Command, session: Session): void {
  const { summary, description, args, options, notes } = command.grammar;
  const added = program.command(command.name).summary(summary).description(description).exitOverride();
  for (const [name, help] of args) added.argument(name, help);
  for (const each of [...options, ...COMMON_OPTIONS]) added.addOption(makeOption(each));
  added.addHelpText('after', notes);
  for (const each of added.options) if (each.long != null) noteFlag(each.attributeName(), each.long);
  added.action(async () => {
    const { args } = added;
    const flags = added.opts<CommonFlags>();
    const writes = command.writes(args, flags);
    const { CommandFiles } = await import('./files.js');
    const openFiles = () => {
      const files = new CommandFiles({ reads: command.reads(args, flags), writes });
      files.refuseClashes();
      return files;
    };
    await command.run({ args, flags, session, writes, openFiles });
  });
}

function makeOption({ names, help, value, isRequired = false, isHidden = false }: OptionGrammar): Option {
  const made = new Option(names, help).makeOptionMandatory(isRequired).hideHelp(isHidden);
  if (value === undefined) return made;
  return 'parse' in value ? made.argParser((text, earlier) => parseValue(value, text, earlier)) : made.choices(value);
}

function parseValue({ parse, expected }: ValueKind, text: string, earlier: unknown): unknown {
  const value = parse(text, earlier);
  if (value === undefined) throw new InvalidArgumentError(expected);
  return value;
}
