import { brotliCompressSync, gzipSync } from 'node:zlib';
import { headers as names } from '@warren/model';
import { waitFor } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import { NotStartedError } from '../../messages/queue-handler';
import { MessageTooLargeError } from '../../amqp/confirms/message-limit';
import { echoTopology } from '../requests.harness';
import type { Answer } from '../wire/answer';
import { CommandProcessor } from './command-processor';
import { RunningCommands } from './running-commands';

const MINUTE_MS = 60_000;
const BODY = '{"pattern":"echo","data":{"text":"a"},"id":"c"}';

interface Sent {
  readonly answer: Answer;
  readonly confirm: () => void;
}

describe('processing a command', () => {
  const handle = jest.fn<Promise<unknown>, [unknown]>();
  let sent: Sent[];
  let running: RunningCommands;
  let processor: CommandProcessor;

  beforeEach(() => {
    sent = [];
    handle.mockReset().mockResolvedValue('done');
    running = new RunningCommands();
    const send = (_: unknown, answer: Answer): Promise<void> =>
      new Promise((confirm) => sent.push({ answer, confirm }));
    processor = new CommandProcessor(echoTopology, () => handle, running, { send });
  });

  function delivery(id: string, { redelivered = false, deadline = Date.now() + MINUTE_MS } = {}) {
    return {
      content: Buffer.from(BODY),
      fields: { redelivered },
      properties: {
        replyTo: 'replies',
        correlationId: id,
        messageId: id,
        headers: { [names.deadline]: deadline },
      },
    } as unknown as ConsumeMessage;
  }

  /** Every step that needs no answer of the broker has been made. */
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('ends when its answer is confirmed and not before, since it is acked then (I2)', async () => {
    let isDone = false;
    const processing = processor.process(delivery('a')).then(() => (isDone = true));
    await turn();
    expect(sent.map(({ answer }) => answer)).toEqual([{ response: 'done' }]);
    expect(isDone).toBe(false);
    sent[0]?.confirm();
    await processing;
  });

  it.each([
    ['the broker', new MessageTooLargeError(2_000, 1_000)],
    ['any string', new RangeError('Invalid string length')],
  ])('is answered that its answer is too large for %s (I16)', async (_, error) => {
    const answers: Answer[] = [];
    const send = (__: unknown, answer: Answer): Promise<void> => {
      answers.push(answer);
      return answers.length === 1 ? Promise.reject(error) : Promise.resolve();
    };
    const processing = new CommandProcessor(echoTopology, () => handle, running, { send });
    await processing.process(delivery('a'));
    expect(answers).toMatchObject([
      { response: 'done' },
      { error: { kind: 'permanent', code: 'answer_too_large' } },
    ]);
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it('that is delivered again while it runs runs once, is answered once, and ends for both', async () => {
    const both = [
      processor.process(delivery('a')),
      processor.process(delivery('a', { redelivered: true })),
    ];
    await turn();
    expect(sent).toHaveLength(1);
    sent[0]?.confirm();
    await Promise.all(both);
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it('that has the id of another and is not delivered again is another command', async () => {
    const both = [processor.process(delivery('a')), processor.process(delivery('a'))];
    await turn();
    expect(sent).toHaveLength(2);
    for (const { confirm } of sent) confirm();
    await Promise.all(both);
  });

  it('with large data waits for slow ones with such data for ten seconds at most', async () => {
    jest.useFakeTimers({
      doNotFake: ['Date', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'],
    });
    try {
      handle.mockReturnValue(new Promise(() => undefined));
      const content = Buffer.from(BODY.replace('"a"', `"${'a'.repeat(4_500_000)}"`));
      for (const id of ['a', 'b', 'c']) void processor.process({ ...delivery(id), content });
      await waitFor('two of them', () => handle.mock.calls.length === 2);
      for (let n = 0; n < 100; n += 1) await turn();
      expect(handle).toHaveBeenCalledTimes(2);
      jest.advanceTimersByTime(10_000);
      await waitFor('the third', () => handle.mock.calls.length === 3);
    } finally {
      jest.useRealTimers();
    }
  });

  it.each([
    ['gzip', gzipSync(BODY), { response: 'done' }],
    ['br', brotliCompressSync(BODY), { response: 'done' }],
    ['br', Buffer.from(BODY), { error: { kind: 'permanent', code: 'malformed_encoding' } }],
    ['lzma', Buffer.from(BODY), { error: { kind: 'permanent', code: 'unsupported_encoding' } }],
  ])(
    'that is compressed with %s is decoded, or answered why not',
    async (encoding, content, answer) => {
      const { properties, ...message } = delivery('a');
      const compressed = { ...properties, contentEncoding: encoding };
      void processor.process({ ...message, content, properties: compressed });
      await waitFor('the answer', () => sent.length > 0);
      expect(sent[0]?.answer).toMatchObject(answer);
    },
  );

  it('that is large waits while others with 8 MiB run, and small ones do not wait for it', async () => {
    const content = Buffer.from(
      JSON.stringify({ pattern: 'echo', data: { text: '1'.repeat(4_194_304) } }),
    );
    const large = ['a', 'b', 'c'].map((id) => processor.process({ ...delivery(id), content }));
    await waitFor('two of them', () => sent.length === 2);
    const small = processor.process(delivery('d'));
    await waitFor('the small one', () => sent.length === 3);
    for (const { confirm } of sent) confirm();
    await waitFor('the last', () => sent.length === 4);
    expect(handle).toHaveBeenCalledTimes(4);
    sent[3]?.confirm();
    await Promise.all([...large, small]);
  });

  it('that is large and was abandoned before its turn is left to the broker, without a call', async () => {
    const content = Buffer.alloc(5_000, BODY.padEnd(5_000));
    await expect(
      processor.process({ ...delivery('a'), content }, AbortSignal.abort()),
    ).rejects.toBeInstanceOf(NotStartedError);
    expect([handle.mock.calls, sent]).toEqual([[], []]);
  });

  it('that was taken back before it came ends without a call and without an answer', async () => {
    running.cancel('a', Date.now() + MINUTE_MS);
    await processor.process(delivery('a'));
    expect([handle.mock.calls, sent]).toEqual([[], []]);
  });

  it('that came after its deadline is answered so, without a call', async () => {
    const processing = processor.process(delivery('a', { deadline: Date.now() - 1 }));
    await turn();
    expect(sent[0]?.answer).toMatchObject({ error: { kind: 'expired' } });
    sent[0]?.confirm();
    await processing;
    expect(handle).not.toHaveBeenCalled();
  });

  it('that runs when the process stops is not answered: it is left to the broker (I10)', async () => {
    handle.mockReturnValue(new Promise(() => undefined));
    const processing = processor.process(delivery('a'));
    await turn();
    running.stop();
    await expect(processing).rejects.toMatchObject({ why: 'stopped' });
    expect(sent).toEqual([]);
  });
});
