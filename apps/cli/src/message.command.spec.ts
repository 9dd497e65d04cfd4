import { run } from './cli-context.harness';
import { runMessage } from './message.command';

const at = '2026-11-24T05:00:00.000Z';
const story = {
  messageId: 'm1',
  event: { id: 'a', tipo: 'T', payload: { n: 1 } },
  correlationId: 'order-1',
  causationId: 'm0',
  replayOf: null,
  exchange: '',
  routingKey: 'mensajes',
  queues: [
    {
      queue: 'mensajes',
      outcome: 'processed',
      totalMs: 1_500,
      steps: [
        { step: 'published', at },
        {
          step: 'attempt',
          at,
          durationMs: 3,
          attempt: 1,
          outcome: 'failed',
          handler: 'H.run',
          worker: 'w1',
          error: { code: 'E', message: 'no' },
        },
        { step: 'progress', at, attempt: 1, done: 30, of: 80, worker: 'w1' },
        { step: 'dead-lettered', at, cause: 'failed', deadLetterId: 'd1' },
        { step: 'redriven', at, by: 'ana', reason: 'fixed', isEdited: true, deadLetterId: 'd1' },
      ],
    },
  ],
};

describe('the command message', () => {
  it('prints the story of a message, step by step', async () => {
    const { asked, code, printed } = await run(runMessage, ['m/1'], story);
    expect(asked).toEqual([['/messages/m%2F1']]);
    expect(printed).toEqual([
      'message    m1',
      'event      T a {"n":1}',
      "published  the default exchange, key 'mensajes'",
      'belongs to order-1',
      'follows    m0',
      '',
      'mensajes: processed, 1500 ms in all',
      'AT                        STEP           TOOK  WHAT',
      `${at}  published`,
      `${at}  attempt        3 ms  attempt 1 failed, H.run in w1, E: no`,
      `${at}  progress             attempt 1: 30 of 80, in w1`,
      `${at}  dead-lettered        cause failed, d1`,
      `${at}  redriven             by ana, fixed, edited, d1`,
    ]);
    expect(code).toBe(0);
  });

  it('gives it as it is with --json', async () => {
    const { printed } = await run(runMessage, ['m1', '--json'], story);
    expect(JSON.parse(printed.join('\n'))).toEqual(story);
  });
});
