/**
 * The completion script for bash. The script of @bomb.sh/tab is not used: it needs the bash-completion package and passes
 * the typed words to eval, so that Tab after $(…) or > would run them.
 */
export const BASH_COMPLETION = `# bash completion for dezenas
_dezenas() {
  local typed=\${COMP_WORDS[COMP_CWORD]} words=() word value
  # Readline splits --format=csv into three words.
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == = ]] || words+=("$word")
  done
  [[ $typed == = ]] && typed=
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    case $value in
      :0) compopt -o default 2>/dev/null ;;
      :*) ;;
      *) [[ $value == "$typed"* ]] && COMPREPLY+=("$value") ;;
    esac
  done < <("\${COMP_WORDS[0]}" complete -- "\${words[@]}" "$typed" 2>/dev/null)
}
complete -F _dezenas dezenas`;
