import type { Argument, Command, Option } from 'commander';

export interface Completions {
  items: { value: string; description: string }[];
  /** Whether the shell also completes file names. */
  files: boolean;
}

const NO_COMPLETIONS: Completions = { items: [], files: false };

/**
 * Finds the words that may stand at the cursor, by the definitions of the commands.
 * @param words the words after the name of the program. The last word is being typed and may be empty.
 */
export function findCompletions(program: Command, words: readonly string[]): Completions {
  const typed = words.at(-1) ?? '';
  const { command, operands, open } = findPlace(program, words.slice(0, -1));
  const found = open && !(open.variadic && typed.startsWith('-')) ? completeValue(open) : completePlace(command, operands, typed);
  // For --name=value, shells complete the value alone.
  const prefix = typed.startsWith('--') && typed.includes('=') ? typed.slice(typed.indexOf('=') + 1) : typed;
  return { ...found, items: found.items.filter(({ value }) => value.startsWith(prefix)) };
}

interface Place {
  command: Command;
  /** How many operands of the command come before the cursor. */
  operands: number;
  /** An option without its value so far, or one that takes further values. */
  open?: Option;
}

function findPlace(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, operands: 0 };
  for (const word of words) {
    const { command, operands, open } = place;
    if (word.startsWith('-') && !(open && !open.variadic)) {
      const option = findOption(command, word);
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

function completePlace(command: Command, operands: number, typed: string): Completions {
  if (typed.startsWith('--') && typed.includes('=')) return completeValue(findOption(command, typed));
  if (typed.startsWith('-')) {
    const options = command.createHelp().visibleOptions(command);
    return { items: options.map(({ long, short, description }) => ({ value: long ?? short ?? '', description })), files: false };
  }
  if (command.commands.length > 0) {
    const commands = command.createHelp().visibleCommands(command);
    return { items: commands.map((each) => ({ value: each.name(), description: each.summary() })), files: false };
  }
  const { registeredArguments } = command;
  return completeValue(registeredArguments[operands] ?? registeredArguments.findLast(({ variadic }) => variadic));
}

function completeValue(place: Option | Argument | undefined): Completions {
  if (!place) return NO_COMPLETIONS;
  const isFile = 'flags' in place ? place.flags.includes('<file>') : place.name() === 'file';
  return { items: (place.argChoices ?? []).map((value) => ({ value, description: '' })), files: isFile };
}

function findOption(command: Command, word: string): Option | undefined {
  const [name] = word.split('=');
  return command.options.find(({ long, short }) => name === long || name === short);
}

function takesValue(option: Option | undefined): boolean {
  return option !== undefined && (option.required || option.optional);
}
