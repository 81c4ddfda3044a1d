import { Command } from 'commander';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'];

const HELP = `
Shells: ${SHELLS.join(', ')}.

Examples (in ~/.bashrc, ~/.zshrc after compinit, ~/.config/fish/config.fish, $PROFILE):
  source <(dezenas complete bash)
  source <(dezenas complete zsh)
  dezenas complete fish | source
  dezenas complete powershell | Out-String | Invoke-Expression

In a clone, where the command is run by npx, define a function first:
  dezenas() { npx --no-install dezenas "$@"; }; source <(dezenas complete bash)`;

/** `dezenas complete`: prints the completion script of a shell and, after --, the completions that the script requests. */
export function createCompleteCommand(): Command {
  const command = new Command('complete')
    .usage('<shell>')
    .argument('[shell...]')
    .summary('print the script that completes command lines in a shell')
    .description('Prints the script that completes commands, options and their values in a shell.')
    .addHelpText('after', HELP);
  return command.action(async (words: string[]) => {
    const { printCompletions, printScript } = await import('../run/run-complete.js');
    // A completion script calls: complete -- jobs list --st
    if (process.argv[3] === '--') printCompletions(command.parent ?? command, words);
    else if (words.length === 1 && SHELLS.includes(words[0])) printScript(words[0]);
    else command.error(`error: the shell must be one of: ${SHELLS.join(', ')}`);
  });
}
