/** Where an app was to listen, and the variable that says on which port. */
interface ListenPlace {
  readonly host: string;
  readonly port: number;
  readonly portVariable: string;
}

/** An app cannot listen where its settings say, and a restart will not change that. */
class CannotListenError extends Error {
  readonly code = 'cannot_listen';
}

/** The error of a refused `listen` as a sentence that names the way out; any other error as it is. */
export function explainListenFault(
  error: unknown,
  { host, port, portVariable }: ListenPlace,
): unknown {
  const { code } = (error ?? {}) as { code?: string };
  const sentences: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${host} is taken (EADDRINUSE): stop the program that uses it, or set ${portVariable} to a free port.`,
    EACCES: `Port ${port} on ${host} needs more rights (EACCES): set ${portVariable} to a port above 1023.`,
    EADDRNOTAVAIL: `HOST is ${host}, and this machine has no such address (EADDRNOTAVAIL): set it to 127.0.0.1, or to 0.0.0.0 for all addresses.`,
    ENOTFOUND: `HOST is ${host}, and no such name is known (ENOTFOUND): set it to 127.0.0.1, or to 0.0.0.0 for all addresses.`,
  };
  const sentence = sentences[code ?? ''];
  return sentence === undefined ? error : new CannotListenError(sentence, { cause: error });
}
