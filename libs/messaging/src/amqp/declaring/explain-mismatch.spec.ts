import { explainMismatch } from './explain-mismatch';

function refusal(text: string): Error {
  return Object.assign(new Error(text), { code: 406 });
}

describe('a declaration the broker refuses', () => {
  it('is explained by queue, argument, both values and the way out', () => {
    const error = refusal(
      `Operation failed: QueueDeclare; 406 (PRECONDITION-FAILED) with message "PRECONDITION_FAILED - ` +
        `inequivalent arg 'x-delivery-limit' for queue 'mensajes' in vhost '/': received the value '10' ` +
        `of type 'signedint' but current is the value '5' of type 'signedint'"`,
    );
    expect(explainMismatch(error)?.message).toBe(
      "The queue 'mensajes' in vhost '/' exists with x-delivery-limit = '5', but the topology declares " +
        "'10': either declare the existing value again, or replace the queue, once it is empty, while no process of the application runs: delete it, and the next start declares it; in the repository of Warren: npm run topology -- redeclare mensajes",
    );
  });

  it('is explained when the existing queue lacks the argument', () => {
    const error = refusal(
      `"PRECONDITION_FAILED - inequivalent arg 'x-max-length' for queue 'q' in vhost 'v': ` +
        `received the value '10' of type 'signedint' but current is none"`,
    );
    expect(explainMismatch(error)?.message).toContain('exists with x-max-length = none, but');
  });

  it('is explained for an exchange of another type', () => {
    const error = refusal(
      `"PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'e' in vhost '/': received 'topic' but current is 'direct'"`,
    );
    expect(explainMismatch(error)?.message).toContain(
      "The exchange 'e' in vhost '/' exists with type = 'direct', but the topology declares 'topic': either declare " +
        'the existing value again, or replace the exchange, while no process of the application runs: delete it, and the next start declares it; in the repository of Warren: npm run topology -- redeclare e',
    );
  });

  it.each([
    ['its age, as that of a stream', 'x-max-age', "'1D'", true],
    ['being a stream', 'x-queue-type', "'stream'", false],
  ])('offers no command that is refused, for %s', (_, argument, existing, declaresStream) => {
    const error = refusal(
      `"PRECONDITION_FAILED - inequivalent arg '${argument}' for queue 'q' in vhost '/': received the value ` +
        `'7D' of type 'longstr' but current is the value ${existing} of type 'longstr'"`,
    );
    expect(explainMismatch(error, declaresStream)?.message).toBe(
      `The queue 'q' in vhost '/' exists with ${argument} = ${existing}, but the topology declares '7D': ` +
        'declare the existing value again, since a stream is not replaced',
    );
  });

  it('offers to replace a queue that stands where a stream is declared', () => {
    const error = refusal(
      `"PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'journal' in vhost '/': received the ` +
        `value 'stream' of type 'longstr' but current is the value 'quorum' of type 'longstr'"`,
    );
    expect(explainMismatch(error, true)?.message).toMatch(/redeclare journal$/);
  });

  it.each([
    new Error('ECONNRESET'),
    Object.assign(new Error('gone'), { code: 404 }),
    // May pass, and must not end a process.
    refusal('PRECONDITION_FAILED - something new'),
    undefined,
  ])('is not seen in %p', (error) => {
    expect(explainMismatch(error)).toBeUndefined();
  });
});
