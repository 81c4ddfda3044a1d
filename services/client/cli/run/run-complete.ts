import { ShellCompDirective, script } from '@bomb.sh/tab';
import type { Command } from 'commander';
import { BASH_COMPLETION } from '../completion/bash-completion.js';
import { completionsOf } from '../completion/completions.js';

/** @param shell bash, zsh, fish or powershell. */
export function printScript(shell: string): void {
  if (shell === 'bash') process.stdout.write(`${BASH_COMPLETION}\n`);
  else script(shell, 'dezenas', 'dezenas');
}

/** As the scripts want it: a completion a line, a tab before its description, and what else fits on the last line. */
export function printCompletions(program: Command, words: readonly string[]): void {
  const { items, files } = completionsOf(program, words);
  const directive = files ? ShellCompDirective.ShellCompDirectiveDefault : ShellCompDirective.ShellCompDirectiveNoFileComp;
  const lines = items.map(({ value, description }) => `${value}\t${description}`);
  process.stdout.write(`${[...lines, `:${directive}`].join('\n')}\n`);
}
