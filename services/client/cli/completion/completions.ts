import type { Argument, Command, Option } from 'commander';

export interface Completions {
  items: { value: string; description: string }[];
  /** Names of files fit, too. */
  files: boolean;
}

const NOTHING: Completions = { items: [], files: false };

/**
 * What may stand where the cursor is, as the commands are defined.
 * @param words of the command line after the name of the program; the last one is being typed and may be empty.
 */
export function completionsOf(program: Command, words: readonly string[]): Completions {
  const typed = words.at(-1) ?? '';
  const { command, operands, open } = walk(program, words.slice(0, -1));
  const found = open && !(open.variadic && typed.startsWith('-')) ? valuesOf(open) : inPlace(command, operands, typed);
  // Of --name=value the shells complete the value.
  const prefix = typed.startsWith('--') && typed.includes('=') ? typed.slice(typed.indexOf('=') + 1) : typed;
  return { ...found, items: found.items.filter(({ value }) => value.startsWith(prefix)) };
}

interface Place {
  command: Command;
  /** Operands of the command so far. */
  operands: number;
  /** An option that waits for its value, or may have another one. */
  open?: Option;
}

function walk(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, operands: 0 };
  for (const word of words) {
    const { command, operands, open } = place;
    if (word.startsWith('-') && !(open && !open.variadic)) {
      const option = optionOf(command, word);
      place = { command, operands, open: takesValue(option) && !word.includes('=') ? option : undefined };
    } else if (open) {
      place = { command, operands, open: open.variadic ? open : undefined };
    } else {
      const next = command.commands.find((each) => each.name() === word);
      place = next ? { command: next, operands: 0 } : { command, operands: operands + 1 };
    }
  }
  return place;
}

function inPlace(command: Command, operands: number, typed: string): Completions {
  if (typed.startsWith('--') && typed.includes('=')) return valuesOf(optionOf(command, typed));
  if (typed.startsWith('-')) {
    const options = command.createHelp().visibleOptions(command);
    return { items: options.map(({ long, short, description }) => ({ value: long ?? short ?? '', description })), files: false };
  }
  if (command.commands.length > 0) {
    const commands = command.createHelp().visibleCommands(command);
    return { items: commands.map((each) => ({ value: each.name(), description: each.summary() })), files: false };
  }
  const { registeredArguments } = command;
  return valuesOf(registeredArguments[operands] ?? registeredArguments.findLast(({ variadic }) => variadic));
}

function valuesOf(place: Option | Argument | undefined): Completions {
  if (!place) return NOTHING;
  const isFile = 'flags' in place ? place.flags.includes('<file>') : place.name() === 'file';
  return { items: (place.argChoices ?? []).map((value) => ({ value, description: '' })), files: isFile };
}

function optionOf(command: Command, word: string): Option | undefined {
  const [name] = word.split('=');
  return command.options.find(({ long, short }) => name === long || name === short);
}

function takesValue(option: Option | undefined): boolean {
  return option !== undefined && (option.required || option.optional);
}
