/**
 * What a handler of a command may know beside its data: take it with `@Ctx()`.
 *
 * A command may run twice: when its worker dies, another one is given it. `messageId` is the same
 * then, and makes an effect safe.
 */
export class CommandContext {
  constructor(
    readonly messageId: string,
    readonly correlationId: string,
    /** When the caller stops waiting for the answer. */
    readonly deadline: Date,
    /** How often the broker gave it to a worker before, without an answer. */
    readonly redeliveries: number,
    /**
     * Aborted at the deadline, when the caller has gone, and when the process stops and waits no
     * longer. The handler's result after that is ignored, so it had better stop.
     */
    readonly signal: AbortSignal,
  ) {}
}
