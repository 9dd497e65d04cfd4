import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  BrokerClock,
  DeadLetters,
  isOperatedRecord,
  Journal,
  type JournalLine,
  type JournalRecord,
  type TriagedRecord,
} from '@warren/messaging';
import { TimeSlices } from '@warren/platform';
import { MessagesProjection } from '@warren/views';
import { BEGIN, deadLettered, discarded, failed, processed } from '@warren/views/testing';
import { bootDesk } from '../desk.harness';
import type { KnownGroupDto } from './group.dto';
import { GroupContext } from './group-context';
import { GroupsController } from './groups.controller';
import { GroupsService } from './groups.service';
import { HappeningsProjection } from './happenings.projection';
import { TriageProjection } from './triage.projection';
import { TriageService } from './triage.service';

const MINUTE = 60_000;
const NOW = 5 * 60 * MINUTE;
const reach = { since: 0, bytes: 0 };

describe('groups of dead letters', () => {
  let app: NestFastifyApplication;
  let address: string;
  let follow: (record: JournalLine) => void;

  beforeEach(async () => {
    const letters = new DeadLetters(10_000, 100_000_000, new TimeSlices());
    const messages = new MessagesProjection(1_000, 1_000_000);
    const triage = new TriageProjection({ queues: [{ name: 'a' }] });
    const happenings = new HappeningsProjection({ queues: [{ name: 'a' }, { name: 'b' }] });
    let offset = 0;
    follow = (record) => {
      offset += 1_024;
      if (isOperatedRecord(record)) return happenings.applyOperated(record);
      if (record.kind === 'triaged') return triage.applyTriage(record, offset, reach);
      for (const each of [letters, messages, triage, happenings]) {
        each.apply(record as JournalRecord, offset, reach);
      }
    };
    const append = (record: JournalLine): Promise<void> => Promise.resolve(follow(record));
    const since = () => ({ at: new Date(0), offset: 0 });
    const providers = [GroupContext, GroupsService, TriageService, TimeSlices];
    const part = { module: class {}, controllers: [GroupsController], providers };
    app = await bootDesk(part, [
      [DeadLetters, letters],
      [MessagesProjection, messages],
      [TriageProjection, triage],
      [HappeningsProjection, happenings],
      [BrokerClock, { now: () => BEGIN + NOW }],
      [Journal, { append, since }],
    ]);
    await app.listen(0, '127.0.0.1');
    address = await app.getUrl();
  });
  afterEach(() => app.close());

  const die = (id: string, endMs: number, tipo = 'T', worker = 'w-1'): void => {
    const event = { id, tipo, payload: {} };
    const died = { messageId: id, attempt: 2, startMs: endMs - 5, endMs, event };
    follow({ ...failed(died), worker });
    follow({ ...deadLettered(died), deadLetterId: id });
  };
  const ask = (path: string): Promise<Response> => fetch(`${address}${path}`);
  const get = async (path: string): Promise<KnownGroupDto[]> =>
    (await (await ask(path)).json()) as KnownGroupDto[];
  const say = (group: string, payload: object) =>
    app.inject({
      ...{ method: 'PATCH', url: `/groups/${group}/triage`, payload },
      headers: { host: 'localhost' },
    });

  it('say when they came, what they share, and what happened just before', async () => {
    follow(processed({ messageId: 'before', endMs: 0 }));
    follow({
      ...processed({ messageId: 'new', startMs: 199 * MINUTE, endMs: 199 * MINUTE + 5 }),
      worker: 'w-2',
    });
    const operated = { at: new Date(BEGIN + 199.5 * MINUTE), by: 'ana', from: '::1' };
    const change = { kind: 'operated', operationId: 'o', action: 'prefetch', ...operated } as const;
    follow({ ...change, target: 'a' });
    follow({ ...change, target: 'a', result: 'done' });
    follow({ ...change, operationId: 'p', target: 'b' });
    die('d1', 200 * MINUTE, 'T', 'w-2');
    die('d2', 201 * MINUTE, 'U', 'w-2');
    die('d3', NOW - MINUTE);
    die('d4', NOW - MINUTE);
    follow(discarded({ deadLetterId: 'd4', messageId: 'd4', endMs: NOW }));
    const [group, ...others] = await get('/groups?hours=24');
    expect(others).toEqual([]);
    expect(group).toMatchObject({
      ...{ open: 3, settled: 1, lastHour: 2, count: 3, muted: false },
      firstSeen: new Date(BEGIN + 200 * MINUTE).toISOString(),
      tipos: [
        { name: 'T', count: 2 },
        { name: 'U', count: 1 },
      ],
      workers: [
        { name: 'w-2', count: 2 },
        { name: 'w-1', count: 1 },
      ],
    });
    const { counts, from, stepSeconds } = group?.trend ?? { counts: [], from: '', stepSeconds: 0 };
    const step = (ms: number): number =>
      Math.floor((BEGIN + ms - Date.parse(from)) / (stepSeconds * 1_000));
    expect([counts.length, stepSeconds, counts[step(200 * MINUTE)], counts[step(NOW - 1)]]).toEqual(
      [48, 1_800, 2, 2],
    );
    const words = group?.suspects.map((each) => each.words);
    expect(words?.slice(0, 2)).toEqual([
      'began 30 s after ana did prefetch on a',
      'began 60 s after the first record of w-2',
    ]);
    expect(group?.suspects[1]).toMatchObject({
      ...{ kind: 'worker-started', worker: 'w-2', secondsBefore: 60 },
      words: 'began 60 s after the first record of w-2',
    });
  });

  it('take an owner, a note, a link and a mute, which every desk reads from the journal', async () => {
    die('d1', NOW - MINUTE);
    const [{ group } = { group: '' }] = await get('/groups');
    const answer = await say(group, { owner: 'ana', note: 'asked', mutePerHour: 1 });
    expect(answer.json()).toMatchObject({ owner: 'ana', note: 'asked', by: 'local' });
    expect(await get('/groups')).toMatchObject([{ muted: true, triage: { owner: 'ana' } }]);
    die('d2', NOW - MINUTE);
    expect(await get('/groups')).toMatchObject([{ muted: false }]);
    const until = { muteUntil: new Date(BEGIN + NOW + 1).toISOString(), mutePerHour: null };
    expect((await say(group, until)).statusCode).toBe(200);
    expect(await get(`/groups/${group}`)).toMatchObject({ muted: true, open: 2 });
    const none = { owner: null, note: null, muteUntil: null };
    expect((await say(group, none)).json()).toEqual({});
  });

  it('refuse what is no field, no address, no time, no group, and who may not operate', async () => {
    die('d1', NOW - MINUTE);
    const [{ group } = { group: '' }] = await get('/groups');
    const wrong = [
      {},
      { by: 'x' },
      { link: 'ftp://x' },
      { muteUntil: 'soon' },
      { mutePerHour: -1 },
    ];
    const codes = await Promise.all(wrong.map(async (each) => (await say(group, each)).statusCode));
    expect(codes).toEqual(wrong.map(() => 400));
    expect((await say('none', { owner: 'ana' })).statusCode).toBe(404);
    const payload = { owner: 'ana' };
    const elsewhere = { method: 'PATCH', url: `/groups/${group}/triage`, payload } as const;
    const headers = { host: 'warren.example' };
    expect((await app.inject({ ...elsewhere, headers })).statusCode).toBe(403);
    expect((await get(`/groups/none`)) as unknown).toMatchObject({ status: 404 });
  });

  it('are on pages, with what a forged record of a group cannot change', async () => {
    die('d1', NOW - MINUTE);
    die('d2', NOW - MINUTE);
    follow({ ...deadLettered({ messageId: 'o' }), deadLetterId: 'o', handler: 'Other.run' });
    const forged = { group: 'x', queue: 'q', change: 'c', at: new Date(), by: 'x', owner: 'x' };
    follow({ kind: 'triaged', ...forged } satisfies TriagedRecord);
    const first = await ask('/groups?limit=1');
    expect(await first.json()).toMatchObject([{ open: 2 }]);
    const next = /<(.*)>/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect(await get(`/groups${next}`)).toMatchObject([{ open: 1, handler: 'Other.run' }]);
  });
});
