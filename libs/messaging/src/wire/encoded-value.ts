/** The value of a header as AMQP has it, its tag first: one that a JavaScript value would change. */
export class EncodedValue {
  constructor(readonly bytes: Buffer) {}
}
