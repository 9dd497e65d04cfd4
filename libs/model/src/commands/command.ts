/** The class of a command's data; its class-validator decorators decide what is accepted. */
export type CommandDataClass<D extends object = object> = new () => D;

/** A command: what somebody can ask a worker to do, and be answered. */
export interface Command<D extends object = object> {
  /** How it is asked for, in addresses and on the wire. */
  readonly name: string;
  readonly data: CommandDataClass<D>;
}

/** The data of a command: `DataOf<typeof commands.quoteOrder>`. */
export type DataOf<C> = C extends Command<infer D> ? D : never;

/** Names a command. Nothing is registered here: the commands of the topology are data. */
export function command<D extends object>(
  name: string,
  options: { readonly data: CommandDataClass<D> },
): Command<D> {
  return { name, data: options.data };
}
