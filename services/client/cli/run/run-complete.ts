import { ShellCompDirective, script } from '@bomb.sh/tab';
import type { Command } from 'commander';
import { BASH_COMPLETION } from '../completion/bash-completion.js';
import { findCompletions } from '../completion/completions.js';

/** Prints the completion script. @param shell bash, zsh, fish or powershell. */
export function printScript(shell: string): void {
  if (shell === 'bash') process.stdout.write(`${BASH_COMPLETION}\n`);
  else script(shell, 'dezenas', 'dezenas');
}

/** Prints completions in the format that the scripts read: one per line, a tab, its description; last a line with the directive. */
export function printCompletions(program: Command, words: readonly string[]): void {
  const { items, files } = findCompletions(program, words);
  const directive = files ? ShellCompDirective.ShellCompDirectiveDefault : ShellCompDirective.ShellCompDirectiveNoFileComp;
  const lines = items.map(({ value, description }) => `${value}\t${description}`);
  process.stdout.write(`${[...lines, `:${directive}`].join('\n')}\n`);
}
