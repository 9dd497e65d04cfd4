import {
  deadLettered,
  discarded,
  failed,
  processed,
  redriven,
} from '../../testing/records.harness';
import { only, stepsOf, storyFrom, time } from './story.harness';

const wrong = { id: 'e', tipo: 'T', payload: { amount: -1 } };
const right = { id: 'e', tipo: 'T', payload: { amount: 1 } };
const records = [
  failed({ startMs: 10, endMs: 15, retryInMs: 20, event: wrong }),
  failed({ startMs: 40, endMs: 47, attempt: 2, event: wrong }),
  deadLettered({ endMs: 47, event: wrong }),
  redriven({ endMs: 1_000, edited: right }),
  processed({ startMs: 1_003, endMs: 1_010, redrives: 1, event: right }),
];
const failure = (attempt: number): object => ({
  code: 'away',
  message: `failed in attempt ${attempt}`,
});

describe('the story of a message', () => {
  it('has two failures, the dead letter, the edit, the redrive and the success, in order (I7)', () => {
    const run = { handler: 'H.run', worker: 'w-1', redeliveries: 0 };
    expect(storyFrom(records)).toEqual({
      ...{ messageId: 'm', event: wrong, correlationId: null, replayOf: null },
      causationId: null,
      ...{ headers: { lang: 'es' }, exchange: 'events.topic', routingKey: 'key' },
      queues: [
        {
          ...{ queue: 'a', outcome: 'processed', endedAt: time(1_010), totalMs: 1_010 },
          steps: [
            { step: 'published', at: time(0) },
            { step: 'waited', where: 'in the queue', at: time(0), durationMs: 10 },
            {
              ...{ step: 'attempt', attempt: 1, ...run, at: time(10), durationMs: 5 },
              ...{ outcome: 'failed', error: failure(1) },
            },
            {
              ...{ step: 'waited', where: 'for the next attempt', at: time(15) },
              ...{ plannedMs: 20, durationMs: 25 },
            },
            {
              ...{ step: 'attempt', attempt: 2, ...run, at: time(40), durationMs: 7 },
              ...{ outcome: 'failed', error: failure(2) },
            },
            {
              ...{ step: 'dead-lettered', at: time(47), deadLetterId: 'd-0', cause: 'failed' },
              error: failure(2),
            },
            { step: 'waited', where: 'as a dead letter', at: time(47), durationMs: 953 },
            {
              ...{ step: 'redriven', at: time(1_000), deadLetterId: 'd-0', by: 'ana' },
              ...{ reason: 'the source is known now', isEdited: true, event: right },
            },
            { step: 'waited', where: 'in the queue', at: time(1_000), durationMs: 3 },
            {
              ...{ step: 'attempt', attempt: 1, ...run, at: time(1_003), durationMs: 7 },
              outcome: 'processed',
            },
          ],
        },
      ],
    });
  });

  it('is the same in any order of its records, and however often each was appended', () => {
    const expected = storyFrom(records);
    let seed = 1;
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 200; round += 1) {
      const shuffled = [...records, ...records]
        .map((record) => ({ record, place: random() }))
        .sort((one, other) => one.place - other.place)
        .map(({ record }) => record);
      expect(storyFrom(shuffled)).toEqual(expected);
    }
  });

  it('has an attempt once that was recorded twice, and twice when it was made twice', () => {
    const attempt = failed({ retryInMs: 1 });
    expect(stepsOf(storyFrom([attempt, attempt]))).toEqual([
      'published',
      'waited',
      'attempt',
      'waits',
    ]);
    const again = failed({ startMs: 30, retryInMs: 1 });
    expect(stepsOf(storyFrom([attempt, again])).filter((step) => step === 'attempt')).toHaveLength(
      2,
    );
  });

  it('is not misled by the texts it quotes', () => {
    const message = '\n["p",0,1,1767225600010,"';
    const tricky = { ...failed({ retryInMs: 1 }), failure: { code: 'away', message } };
    const story = storyFrom([tricky, processed({ startMs: 10 })]);
    expect(only(story).outcome).toBe('processed');
    expect(only(story).steps[2]?.error).toEqual({ code: 'away', message });
    expect(stepsOf(story).filter((step) => step === 'attempt')).toHaveLength(2);
  });

  it('of a delivery for later: waited for its time, relayed, then waited in its queue', () => {
    const { queues } = storyFrom([
      processed({ queue: 'scheduled', startMs: 3_004, endMs: 3_008, deliverMs: 3_000 }),
      processed({ queue: 'a', startMs: 3_025, deliverMs: 3_000, relayedMs: 3_005 }),
    ]);
    const put = [
      { step: 'published', at: time(0) },
      { step: 'scheduled', at: time(0), until: time(3_000) },
    ];
    const waited = { step: 'waited', at: time(0), where: 'for its time' };
    expect(queues.map(({ steps }) => steps.slice(0, -1))).toEqual([
      [...put, { ...waited, durationMs: 3_004 }],
      [
        ...put,
        { ...waited, durationMs: 3_005 },
        { step: 'relayed', at: time(3_005) },
        { step: 'waited', at: time(3_005), where: 'in the queue', durationMs: 20 },
      ],
    ]);
    expect(queues.map(({ totalMs }) => totalMs)).toEqual([3_008, 3_030]);
  });

  it('says what a message waits for that is not at its end', () => {
    const retrying = only(storyFrom([failed({ startMs: 10, endMs: 15, retryInMs: 20 })]));
    expect(retrying).toMatchObject({ outcome: 'retrying', endedAt: null, totalMs: null });
    expect(retrying.steps.at(-1)).toEqual({
      ...{ step: 'waits', at: time(15), where: 'for the next attempt', plannedMs: 20 },
    });
    const waiting = only(storyFrom([deadLettered(), redriven({ endMs: 99 })]));
    expect(waiting.steps.at(-1)).toEqual({ step: 'waits', at: time(99), where: 'in the queue' });
  });

  it('has a message that no handler saw, and was put away', () => {
    const expired = deadLettered({ cause: 'expired', endMs: 60, attempt: 0 });
    const story = only(storyFrom([expired, discarded({ endMs: 80 })]));
    expect(story).toMatchObject({ outcome: 'discarded', totalMs: 80 });
    expect(story.steps.map(({ step, cause, by }) => [step, cause ?? by])).toEqual([
      ['published', undefined],
      ['waited', undefined],
      ['dead-lettered', 'expired'],
      ['waited', undefined],
      ['discarded', 'ana'],
    ]);
  });

  it('has each queue, and bytes that are no event', () => {
    const story = storyFrom([
      processed({ queue: 'email' }),
      failed({ queue: 'sms', retryInMs: 1 }),
    ]);
    expect(story.queues.map(({ queue, outcome }) => [queue, outcome])).toEqual([
      ['email', 'processed'],
      ['sms', 'retrying'],
    ]);
    expect(storyFrom([deadLettered({ body: 'hello' })]).event).toBeNull();
  });

  it('leaves out the oldest steps of a message that has very many', () => {
    const long = Array.from({ length: 3_000 }, (_, index) => ({
      ...failed({ startMs: index, retryInMs: 1 }),
      failure: { code: 'away', message: 'x'.repeat(500) },
    }));
    const { steps } = only(storyFrom(long));
    expect(steps.length).toBeLessThan(2_000);
    expect(steps.at(-2)).toMatchObject({ step: 'attempt', at: time(2_999) });
  });

  it('has the stacks that were recorded, a discard and that it was taken back', () => {
    const withStack = failed({ startMs: 10, endMs: 15, retryInMs: 20 });
    const last = failed({ startMs: 40, endMs: 47, attempt: 2 });
    const stacked = (record: typeof last, stack: string): typeof last => ({
      ...record,
      failure: { ...record.failure, stack },
    });
    const { steps, outcome } = only(
      storyFrom([
        stacked(withStack, 'Error: first\n    at a'),
        stacked(last, 'Error: last'),
        deadLettered({ endMs: 47 }),
        discarded({ endMs: 60 }),
        { ...discarded({ endMs: 70 }), kind: 'restored' },
      ]),
    );
    expect(steps.flatMap(({ error }) => (error && 'stack' in error ? error.stack : []))).toEqual([
      'Error: first\n    at a',
      'Error: last',
    ]);
    expect(steps.slice(-2).map(({ step }) => step)).toEqual(['discarded', 'restored']);
    expect(outcome).toBe('dead-lettered');
  });
});
