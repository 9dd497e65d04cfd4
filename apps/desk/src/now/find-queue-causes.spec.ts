import type { NowFacts } from './now-facts';
import { facts, find, holding, judge, MINUTE, NOW, queue, queues } from './find-causes.harness';

const START = 'npm start -- worker';
const RESUME = 'POST /consumers/a/resume';
const waiting = (minutes: number): { waiting: number } => ({ waiting: NOW - minutes * MINUTE });

const TABLE: readonly (readonly [string, Partial<NowFacts>, string])[] = [
  [
    'a queue is missing',
    queues({ seen: undefined }),
    'queue-missing > npm run topology -- declare',
  ],
  [
    'a queue has no leader',
    queues(holding({ state: 'down' })),
    'queue-unavailable > npm run topology -- verify',
  ],
  [
    'messages wait for a consumer',
    queues(holding({ consumers: 0 })),
    `queue-unattended > ${RESUME}`,
  ],
  [
    'an empty queue has no consumer',
    queues(holding({ consumers: 0, messages: 0, ready: 0 })),
    `queue-without-consumer > ${RESUME}`,
  ],
  [
    'dead letters are not recorded',
    queues({ kind: 'dead-letters', ...holding({ consumers: 0 }) }),
    `queue-unattended > ${START}`,
  ],
  [
    'no queue has a consumer',
    { queues: [queue(holding({ consumers: 0 }))] },
    `no-worker > ${START}`,
  ],
  [
    'no queue has a consumer yet, just after the start',
    { queues: [queue(holding({ consumers: 0 }))], isJustStarted: true },
    'nothing',
  ],
  [
    'nothing ends for two minutes',
    queues({ ...holding({}), lastAliveMs: NOW - 2 * MINUTE, since: waiting(9) }),
    `queue-stuck > ${RESUME}`,
  ],
  [
    'the last attempt is old, and messages are new',
    queues({ ...holding({}), lastAliveMs: 0, since: waiting(1) }),
    'nothing',
  ],
  [
    'a job may run for longer, and nothing ended for less',
    queues({ ...holding({}), timeLimitMs: 9 * MINUTE + 1, since: waiting(9) }),
    'nothing',
  ],
  [
    'the journal is not yet read to its end',
    {
      ...queues({ ...holding({}), attempts: 10, failures: 10, since: waiting(9) }),
      isJournalRead: false,
    },
    'journal-not-followed > GET /readyz?verbose=1',
  ],
  [
    'one queue is missing, and no other has a consumer',
    { queues: [queue({ seen: undefined }), queue({ name: 'b', ...holding({ consumers: 0 }) })] },
    `queue-missing > npm run topology -- declare, no-worker > ${START}`,
  ],
  [
    'what is held runs long, and nothing else waits',
    queues({ ...holding({ ready: 0, unacked: 200 }), since: waiting(9) }),
    'nothing',
  ],
  [
    'half of the attempts fail',
    queues({ attempts: 10, failures: 5 }),
    'queue-failing > GET /dead-letters/groups?queue=a',
  ],
  [
    'fewer fail, or of fewer',
    queues({ attempts: 11, failures: 5 }, { attempts: 9, failures: 9 }),
    'nothing',
  ],
  [
    'a backlog grows for a minute',
    queues({ ...holding({}), since: { growing: NOW - MINUTE } }),
    `backlog-grows > ${START}`,
  ],
  [
    'a small one grows, or not for long',
    queues(
      { ...holding({ messages: 99 }), since: { growing: 0 } },
      { ...holding({}), since: { growing: NOW - MINUTE + 1 } },
    ),
    'nothing',
  ],
  [
    'messages were set aside',
    queues({ kind: 'unreadable', ...holding({ consumers: 0 }) }),
    'unreadable-messages > GET /unreadable',
  ],
  [
    'retries wait, as they should',
    queues({ kind: 'retry', ...holding({ consumers: 0 }) }),
    'nothing',
  ],
];

describe('what needs a person in a queue', () => {
  it.each(TABLE)('when %s', (_, given, causes) => expect(judge(given)).toBe(causes));

  it('has its numbers, and since when', () => {
    const since = { unattended: NOW - MINUTE };
    const given = queues({ ...holding({ consumers: 0 }), since, netPerSecond: 2 });
    const [cause] = find(facts(given));
    expect(cause).toMatchObject({ queue: 'a', sinceMs: NOW - MINUTE });
    expect(cause?.evidence).toMatchObject({ messages: 200, consumers: 0, netPerSecond: 2 });
  });

  it('has its name escaped in paths', () => {
    const given = queues({ name: 'a/b?c', ...holding({ consumers: 0 }) });
    expect(judge(given)).toBe('queue-unattended > POST /consumers/a%2Fb%3Fc/resume');
  });
});
