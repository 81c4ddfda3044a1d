import { Command, InvalidArgumentError, Option } from 'commander';

/** Creates the command of a script of this project. A wrong option is reported in a line that names the option, with exit code 1. */
export function script(name: string, description: string): Command {
  return new Command(`npm run ${name} --`)
    .description(description)
    .showHelpAfterError('(see --help)')
    .helpOption('-h, --help', 'show this help');
}

/** Creates an option whose value is a whole number above 0. */
export function count(flag: string, description: string): Option {
  return new Option(`--${flag} <number>`, description).argParser((text) => {
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('must be a whole number from 1 to 999999999.');
    return Number(text);
  });
}

/** Creates an option whose value is a number above 0. */
export function factor(flag: string, description: string): Option {
  return new Option(`--${flag} <factor>`, description).argParser((text) => {
    if (!(Number(text) > 0 && Number(text) <= 1_000)) throw new InvalidArgumentError('must be a number above 0, at most 1000.');
    return Number(text);
  });
}

/** Returns a seed for runs that do not set one. */
export function newSeed(): number {
  return 1 + (Date.now() % 1_000_000);
}
