import type { NowFacts } from './now-facts';
import { check, facts, find, FIRST, group, judge } from './find-causes.harness';

const LOOK = 'GET /readyz?verbose=1';
const DECLARE = 'npm run topology -- declare';

const TABLE: readonly (readonly [string, Partial<NowFacts>, string])[] = [
  ['nothing is wrong', {}, 'nothing'],
  ['policies are not known', check('policies', true, 'not known: 401'), 'nothing'],
  [
    'the broker is away',
    check('broker', false, 'connecting'),
    'broker-unreachable > rabbitmq-diagnostics check_running',
  ],
  [
    'the broker has an alarm',
    check('broker', false, 'blocked'),
    'broker-blocked > rabbitmq-diagnostics check_local_alarms',
  ],
  ['no queue can be looked at', { source: 'none' }, `queues-unknown > ${LOOK}`],
  [
    'the journal stands still',
    check('journal', false, 'reading failed: restart'),
    'journal-not-followed > npm start -- desk',
  ],
  ['the journal is being read', { isJournalRead: false }, `journal-not-followed > ${LOOK}`],
  [
    'records were skipped',
    check('journal', true, 'followed; 2 skipped, unreadable'),
    `records-skipped > ${LOOK}`,
  ],
  [
    'a policy loses messages',
    check('policies', true, "degraded: policy 'p' sets"),
    'policy-loses-messages > npm run topology -- verify',
  ],
  [
    'a queue is not in place',
    check('topology', false, 'missing: a'),
    `queue-unavailable > ${DECLARE}`,
  ],
  [
    'a queue is unavailable',
    check('topology', true, 'degraded: unavailable: a'),
    `queue-unavailable > ${DECLARE}`,
  ],
  [
    'messages stay too long',
    check('waiting', true, 'degraded: a.retry.1s (3)'),
    `messages-overdue > ${LOOK}`,
  ],
  [
    'the clocks differ',
    { isSkewed: true, ...check('clock', true, 'is 90 s ahead') },
    'clock-skew > timedatectl status',
  ],
  [
    'dead letters come',
    { groups: [{ group, recent: 4 }] },
    'dead-letters-growing > POST /dead-letters/redrive',
  ],
  [
    'dead letters are open',
    { groups: [{ group, recent: 0 }] },
    'dead-letters-open > POST /dead-letters/redrive',
  ],
];

describe('what needs a person', () => {
  it.each(TABLE)('when %s', (_, given, causes) => expect(judge(given)).toBe(causes));

  it('names only the broker when that is away: the rest follows from it', () => {
    const away = check('broker', false, 'connecting');
    expect(judge({ ...away, source: 'none', isJournalRead: false })).toMatch(
      /^broker-\w+ > [^,]+$/,
    );
  });

  it('says of dead letters how many, since when, and in which group', () => {
    const [dead] = find(facts({ groups: [{ group, recent: 4 }] }));
    const evidence = { open: 9, withinTenMinutes: 4 };
    expect(dead).toMatchObject({ sinceMs: FIRST.getTime(), group: 'g1', evidence });
    expect(dead?.actions[0]?.body).toMatchObject({ group: 'g1', canary: true });
  });
});
