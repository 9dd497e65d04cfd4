import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Journal, type ActedRecord, type OperatedRecord } from '@warren/messaging';
import { Exports } from '@warren/views';
import { discarded, processed, redriven } from '@warren/views/testing';
import { bootDesk } from '../desk.harness';
import { AuditController } from './audit.controller';
import { AuditProjection, type Action } from './audit.projection';

const HOUR = 3_600_000;

/** Twenty-four actions, an hour apart, of two people in two queues. */
const day = Array.from({ length: 24 }, (_, hour): ActedRecord => {
  const about = { deadLetterId: `d${hour}`, messageId: `m${hour}`, endMs: hour * HOUR };
  const given = { ...about, queue: hour % 3 ? 'a' : 'b' };
  const by = hour % 2 ? 'ana' : 'luis';
  return { ...(hour % 4 ? redriven(given) : discarded(given)), by };
});

describe('the audit', () => {
  let audit: AuditProjection;
  let app: NestFastifyApplication;
  let address: string;

  beforeEach(async () => {
    audit = new AuditProjection(24);
    const part = { module: class {}, controllers: [AuditController], providers: [Exports] };
    const journal = { since: () => ({ at: new Date(0), offset: 0 }) };
    app = await bootDesk(part, [
      [AuditProjection, audit],
      [Journal, journal],
    ]);
    await app.listen(0, '127.0.0.1');
    address = await app.getUrl();
  });
  afterEach(() => app.close());

  const keep = (records: readonly ActedRecord[], from = 0): void =>
    records.forEach((record, index) => audit.apply(record, from + index * 1_024));
  const get = (query: string): Promise<Response> => fetch(`${address}/audit${query}`);
  const list = async (query: string): Promise<{ ids: (string | undefined)[]; next?: string }> => {
    const answer = await get(query);
    const ids = ((await answer.json()) as Action[]).map(({ deadLetterId }) => deadLetterId);
    const next = /<(.*)>/.exec(answer.headers.get('link') ?? '')?.[1];
    return { ids, ...(next !== undefined && { next }) };
  };

  it('says who did what, when, why and to what', async () => {
    const edited = { id: '1', tipo: 'T', payload: {} };
    audit.apply(processed(), 0);
    audit.apply(redriven({ deadLetterId: 'd1', messageId: 'm1', queue: 'a', edited }), 1_024);
    expect(await (await get('')).json()).toEqual([
      {
        ...{ offset: 1_024, action: 'redriven', at: '2026-01-01T00:00:00.100Z', by: 'ana' },
        ...{ reason: 'the source is known now', queue: 'a', messageId: 'm1' },
        ...{ deadLetterId: 'd1', edited: true },
      },
    ]);
  });

  it('finds by person, action, queue and time', async () => {
    keep(day);
    const time = 'from=2026-01-01T05:00:00Z&to=2026-01-01T09:00:00Z';
    expect(await list(`?${time}`)).toEqual({ ids: ['d5', 'd6', 'd7', 'd8'] });
    expect(await list(`?${time}&by=ana`)).toEqual({ ids: ['d5', 'd7'] });
    expect(await list(`?${time}&action=discarded`)).toEqual({ ids: ['d8'] });
    expect(await list(`?${time}&queue=b`)).toEqual({ ids: ['d6'] });
  });

  it('has what was said of groups, and not that it was written again', async () => {
    const said = { group: 'g', queue: 'a', at: new Date(HOUR), by: 'ana', owner: 'luis' };
    audit.applyTriage({ kind: 'triaged', change: 'c', ...said }, 1_024);
    audit.applyTriage({ kind: 'triaged', change: 'again', asOf: 5, ...said }, 2_048);
    const actions = (await (await get('?action=triage')).json()) as Action[];
    expect(actions).toMatchObject([
      { action: 'triage', by: 'ana', queue: 'a', reason: '{"group":"g","owner":"luis"}' },
    ]);
  });

  it('gives every action once over its pages, also when others come meanwhile', async () => {
    keep(day.slice(0, 20));
    const pages: (string | undefined)[][] = [];
    for (let at: string | undefined = '?limit=6'; at !== undefined;) {
      const { ids, next } = await list(at);
      pages.unshift(ids);
      if (pages.length === 1) keep(day.slice(20), 20 * 1_024);
      at = next;
    }
    expect(pages.flat()).toEqual(day.slice(0, 20).map(({ deadLetterId }) => deadLetterId));
  });

  it('counts a record that comes twice once, and keeps the newest', async () => {
    keep(day);
    keep(day.slice(20), 24 * 1_024);
    expect((await list('')).ids).toHaveLength(24);
    audit.apply(discarded({ deadLetterId: 'new' }), 40 * 1_024);
    const { ids } = await list('');
    expect([ids[0], ids.at(-1), ids.length]).toEqual(['d1', 'new', 24]);
  });

  it('is exported to four clients at once, and cut off when the desk stops', async () => {
    keep(day);
    const [action] = audit.oldestFirst();
    jest.spyOn(audit, 'oldestFirst').mockImplementation(function* () {
      for (;;) yield action as Action;
    });
    const formats = ['csv', 'ndjson', 'csv', 'ndjson'];
    const running = await Promise.all(formats.map((format) => get(`?format=${format}`)));
    const further = await get('?format=csv');
    app.get(Exports).beforeApplicationShutdown();
    const ends = await Promise.allSettled(running.map((each) => each.text()));
    expect(further.status).toBe(503);
    expect(ends.map(({ status }) => status)).toEqual(formats.map(() => 'rejected'));
  });

  it('is exported as lines and as a table with which nothing computes', async () => {
    keep(day.slice(0, 3));
    const forged = {
      ...discarded({ deadLetterId: 'f', endMs: 5 * HOUR }),
      by: '=1+1',
      reason: 'a"b',
    };
    audit.apply(forged, 9 * 1_024);
    const ndjson = await get('?format=ndjson&by=luis');
    expect(ndjson.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await ndjson.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Action);
    expect(lines.map(({ deadLetterId }) => deadLetterId)).toEqual(['d0', 'd2']);
    const csv = await get('?format=csv');
    const rows = (await csv.text()).trim().split('\r\n');
    expect(rows[0]).toBe(
      'at,action,by,reason,queue,messageId,deadLetterId,edited,offset,operationId,from,value,result',
    );
    expect(rows).toHaveLength(5);
    expect(rows[4]).toBe(`2026-01-01T05:00:00.000Z,discarded,'=1+1,"a""b",a,m,f,false,9216,,,,`);
  });

  it('says how the system was operated, and what came of it once that is recorded', async () => {
    const order: OperatedRecord = {
      ...{ kind: 'operated', operationId: 'o1', action: 'prefetch', target: 'a', value: 5 },
      ...{ at: new Date(0), by: 'ana', from: '10.0.0.9', why: 'the database is slow' },
    };
    const asked = {
      ...{ offset: 0, action: 'prefetch', at: '1970-01-01T00:00:00.000Z', by: 'ana', queue: 'a' },
      ...{ reason: 'the database is slow', edited: false, operationId: 'o1', from: '10.0.0.9' },
      value: 5,
    };
    audit.applyOperated(order, 0);
    expect(await (await get('?queue=a&action=prefetch')).json()).toEqual([asked]);
    audit.applyOperated({ ...order, result: '2 of 2 workers' }, 1_024);
    audit.applyOperated({ ...order, againAt: new Date(5), firstOffset: 0 }, 2_048);
    const known = { ...asked, result: '2 of 2 workers' };
    expect(await (await get('')).json()).toEqual([known]);
  });

  it('keeps the beginning of what is too long', async () => {
    audit.apply({ ...discarded(), by: 'x'.repeat(1_024), reason: 'y'.repeat(4_096) }, 0);
    const [action] = (await (await get('')).json()) as Action[];
    expect([action?.by.length, action?.reason.length]).toEqual([256, 1_024]);
    expect((await get('?action=paused')).status).toBe(400);
  });
});
