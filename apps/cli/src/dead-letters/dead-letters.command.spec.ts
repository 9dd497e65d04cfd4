import { run } from '../cli-context.harness';
import { WorkerError } from '../cli-errors';
import { runDeadLetters } from './dead-letters.command';

jest.mock('@warren/contracts', () => ({ topology: { queues: [{ name: 'mensajes' }] } }));

const letter = {
  deadLetterId: 'd1',
  messageId: 'm1',
  queue: 'mensajes',
  state: 'open',
  cause: 'failed',
  failure: { code: 'lab_permanent', message: 'asked to' },
  handler: 'MensajesHandler.receive',
  group: 'g1',
  at: '2026-11-24T05:00:00.000Z',
  attempt: 1,
  redrives: 1,
  body: '{"id":"a"}',
  encoding: 'utf8',
  action: null,
  previousActions: [
    { kind: 'redriven', at: '2026-11-24T04:00:00.000Z', by: 'ana', reason: 'again' },
  ],
};
const summary = { redriven: 1, skipped: 0, failed: 0, left: 0 };
const REDRIVE = ['redrive', '--reason', 'fixed'];

/** Runs a redrive that the worker answers with these lines. */
function redrive(args: readonly string[], ...lines: readonly unknown[]): ReturnType<typeof run> {
  return run(runDeadLetters, [...REDRIVE, ...args], undefined, lines);
}

describe('the commands about dead letters', () => {
  it('list asks with its filter and shows a table', async () => {
    const args = ['list', '--queue', 'mensajes', '--text', 'a b', '--limit', '5', '--state', 'any'];
    const { asked, code, printed } = await run(runDeadLetters, args, [letter]);
    expect(asked).toEqual([
      ['/dead-letters', { queue: 'mensajes', text: 'a b', limit: '5', state: 'any' }],
    ]);
    expect(printed).toEqual([
      'ID  AT                        QUEUE     STATE  CAUSE   CODE           MESSAGE',
      'd1  2026-11-24T05:00:00.000Z  mensajes  open   failed  lab_permanent  asked to',
    ]);
    expect(code).toBe(0);
  });

  it('list and groups say so when nothing matches', async () => {
    for (const name of ['list', 'groups']) {
      expect((await run(runDeadLetters, [name], [])).printed).toEqual(['No dead letter matches.']);
    }
  });

  it('groups shows a row for each kind', async () => {
    const { at, group, handler, queue } = letter;
    const row = { group, queue, handler, code: 'c', message: 'm <n>', count: 41, first: at };
    const { printed } = await run(runDeadLetters, ['groups'], [{ ...row, last: at }]);
    expect(printed[1]).toMatch(/^g1 +41 +mensajes +MensajesHandler\.receive +c +.* m <n>$/);
  });

  it('show prints one, and what was done before', async () => {
    const { asked, printed } = await run(runDeadLetters, ['show', 'd/1'], letter);
    expect(asked).toEqual([['/dead-letters/d%2F1']]);
    expect(printed).toContain('cause          failed, after 1 attempt and 1 redrive');
    expect(printed.at(-1)).toBe('2026-11-24T04:00:00.000Z  redriven  ana  again');
  });

  it('show leaves nothing out: long texts, several lines, and fields that it does not know', async () => {
    const body = `{"text":"${'long '.repeat(100)}"}`;
    const failure = { code: 'c', message: 'm', stack: 'Error: m\n    at run (a.ts:1:2)\u001b[2J' };
    const more = { headers: { 'x-tenant': 'a' }, correlationId: null };
    const whole = { ...letter, body, failure, ...more };
    const { printed } = await run(runDeadLetters, ['show', 'd1'], whole);
    expect(printed).toEqual(
      expect.arrayContaining([
        `body           ${body}`,
        'stack',
        '  Error: m',
        '      at run (a.ts:1:2) [2J',
        'headers        {"x-tenant":"a"}',
        'correlationId  -',
      ]),
    );
  });

  it.each([
    [['list', '--queue', 'mensaje'], "the topology has no queue 'mensaje'"],
    [['groups', '--queue', 'etl.job'], "the topology has no queue 'etl.job'"],
    [['list', '--group', 'g2'], "no dead letter is of a group 'g2'"],
    [[...REDRIVE, '--group', 'g3'], "no dead letter is of a group 'g3'"],
    [['discard', '--queue', 'x', '--reason', 'r'], "the topology has no queue 'x'"],
    [['list', '--message', 'nope'], "no dead letter is of a message 'nope'"],
    [[...REDRIVE, '--event', 'typo'], "no dead letter is of an event 'typo'"],
  ])('refuse what they cannot know: %j', async (args, message) => {
    await expect((async () => run(runDeadLetters, args, []))()).rejects.toThrow(message);
  });

  it.each(['redrive', 'discard'])('%s refuses an id that no dead letter has', async (name) => {
    const asked: unknown[] = [];
    const worker = {
      bytes: () => Promise.reject(new Error('not asked')),
      get: (path: string) => {
        asked.push(path);
        return Promise.reject(new WorkerError('not_found', 'the worker answered 404'));
      },
      list: () => Promise.reject(new Error('not asked')),
      post: () => Promise.reject(new Error('not asked')),
      lines: () => {
        throw new Error('not asked');
      },
    };
    const { signal } = new AbortController();
    const context = { worker, by: 'ana', columns: 80, print: () => 0, write: () => 0, signal };
    await expect(runDeadLetters([name, '--id', 'd/9', '--reason', 'r'], context)).rejects.toThrow(
      "no dead letter has the id 'd/9'",
    );
    expect(asked).toEqual(['/dead-letters/d%2F9']);
  });

  it.each([
    [['--id', 'd1', '--id', 'd2'], { ids: ['d1', 'd2'] }],
    [['--group', 'g1'], { group: 'g1' }],
    [['--code', 'c', '--from', '2026-11-24'], { filter: { code: 'c', from: '2026-11-24' } }],
    [['--all'], { filter: {} }],
  ])('redrive takes %j', async (which, selection) => {
    const { asked, code } = await redrive(which, { summary });
    const sent = { ...selection, by: 'ana', reason: 'fixed' };
    expect(asked.at(-1)).toEqual(['/dead-letters/redrive', sent]);
    expect(code).toBe(0);
  });

  it('redrive says why one was skipped', async () => {
    const reason = 'only an excerpt is kept';
    const skipped = { deadLetterId: 'd1', messageId: 'm1', queue: 'mensajes', outcome: 'skipped' };
    const { printed } = await redrive(['--all'], { ...skipped, reason }, { summary });
    expect(printed[0]).toBe(`skipped        d1  m1  mensajes  ${reason}`);
  });

  it('redrive sends every option, and shows a line for each', async () => {
    const problem = { code: 'refused', detail: 'away' };
    const args = ['--id', 'd1', '--payload', '{"n":1}', '--canary', '--canary-wait', '500'];
    const { asked, code, printed } = await redrive(
      [...args, '--rate', '2', '--dry-run'],
      { deadLetterId: 'd1', messageId: 'm1', queue: 'mensajes', outcome: 'failed', problem },
      { summary: { ...summary, redriven: 0, failed: 1, stopped: 'canary_failed' } },
    );
    const sent = { payload: { n: 1 }, canary: true, canaryWaitMs: 500, rate: 2, dryRun: true };
    expect(asked.at(-1)?.[1]).toMatchObject(sent);
    expect(printed).toEqual([
      'failed         d1  m1  mensajes  refused: away',
      '0 redriven, 0 skipped, 1 failed, 0 left; stopped: canary_failed',
    ]);
    expect(code).toBe(1);
  });

  it('redrive fails when its answer has no end', async () => {
    expect((await redrive(['--all'])).code).toBe(1);
  });

  it('restore says how many are open again, and why others were skipped', async () => {
    const skippedBecause = { 'already open': 1 };
    const answer = { restored: 2, skipped: 1, failed: 0, left: 0, skippedBecause };
    const args = ['restore', '--id', 'a', '--reason', 'a mistake'];
    const { asked, code, printed } = await run(runDeadLetters, args, answer);
    const sent = { ids: ['a'], by: 'ana', reason: 'a mistake' };
    expect(asked.at(-1)).toEqual(['/dead-letters/restore', sent]);
    expect(printed).toEqual(['2 restored, 1 skipped (1 already open), 0 failed, 0 left']);
    expect(code).toBe(0);
  });

  it('discard says what became of each and ends with 1 when one could not be', async () => {
    const named = { deadLetterId: 'd1', messageId: 'm', queue: 'q', outcome: 'discarded' };
    const failed = { ...named, outcome: 'failed', problem: { code: 'refused', detail: 'away' } };
    const answer = { discarded: 2, skipped: 0, failed: 1, left: 0, results: [named, failed] };
    const args = ['discard', '--group', 'g1', '--reason', 'of no use'];
    const { asked, code, printed } = await run(runDeadLetters, args, answer);
    const sent = { group: 'g1', by: 'ana', reason: 'of no use' };
    expect(asked.at(-1)).toEqual(['/dead-letters/discard', sent]);
    expect(printed).toEqual([
      'discarded      d1  m  q',
      'failed         d1  m  q  refused: away',
      '2 discarded, 0 skipped, 1 failed, 0 left',
    ]);
    expect(code).toBe(1);
  });

  it.each([
    [[], 'say list, groups, show, redrive, discard, restore'],
    [['redrive', '--id', 'd1'], '--reason is missing'],
    [REDRIVE, 'say which'],
    [[...REDRIVE, '--id', 'd1', '--all'], 'say which, in one way'],
    [[...REDRIVE, '--id', 'd1', '--payload', '[1]'], '--payload must be a JSON object'],
    [[...REDRIVE, '--id', 'd1', '--payload', '{'], '--payload must be a JSON object'],
    [['show'], '<id> is missing'],
  ])('do not understand %j', async (args, message) => {
    await expect((async () => run(runDeadLetters, args, undefined))()).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(message) as unknown,
    });
  });
});
