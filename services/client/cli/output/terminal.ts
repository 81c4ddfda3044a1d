/** Whether the stream is a terminal that understands escape sequences. */
export function supportsEscapes(stream: NodeJS.WriteStream, { TERM }: NodeJS.ProcessEnv): boolean {
  return stream.isTTY && TERM !== 'dumb';
}

/** Whether progress can overwrite its own line: on a terminal, unless the user wants plain output (NO_COLOR). */
export function canOverwriteLine(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): boolean {
  return supportsEscapes(stream, environment) && !environment.NO_COLOR;
}
