import { Command, InvalidArgumentError, Option } from 'commander';

/** A script of this project with its options: what is wrong is said in a line that names the option, with exit code 1. */
export function script(name: string, description: string): Command {
  return new Command(`npm run ${name} --`)
    .description(description)
    .showHelpAfterError('(--help tells more)')
    .helpOption('-h, --help', 'show this');
}

/** An option that is a whole number above 0. */
export function count(flag: string, description: string): Option {
  return new Option(`--${flag} <number>`, description).argParser((text) => {
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('must be a whole number from 1 to 999999999.');
    return Number(text);
  });
}

/** An option that is a number above 0. */
export function factor(flag: string, description: string): Option {
  return new Option(`--${flag} <factor>`, description).argParser((text) => {
    if (!(Number(text) > 0 && Number(text) <= 1_000)) throw new InvalidArgumentError('must be a number above 0, at most 1000.');
    return Number(text);
  });
}

/** A seed that was not given. */
export function newSeed(): number {
  return 1 + (Date.now() % 1_000_000);
}
