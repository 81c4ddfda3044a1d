/** A terminal that obeys escapes: the cursor can be moved there. */
export function obeysEscapes(stream: NodeJS.WriteStream, { TERM }: NodeJS.ProcessEnv): boolean {
  return stream.isTTY && TERM !== 'dumb';
}

/** Progress is written over itself there, unless plain output was asked for. */
export function writesOver(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): boolean {
  return obeysEscapes(stream, environment) && !environment.NO_COLOR;
}
