import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BrokerClock, Journal, JournalReadiness } from '@warren/messaging';
import { processed } from '@warren/views/testing';
import { topology } from '@warren/testing';
import { bootDesk } from '../desk.harness';
import { confirmed, failure, NOW, published, TOPIC } from './publishes.harness';
import { PublishSeries } from './publish-series';
import { PublishesController } from './publishes.controller';
import { PublishesProjection } from './publishes.projection';

type Item = Record<string, unknown>;

describe('what gateways published', () => {
  let nowMs: number;
  let publishes: PublishesProjection;
  let app: NestFastifyApplication;
  let address: string;

  beforeEach(async () => {
    nowMs = NOW + 60_000;
    const series = new PublishSeries(topology, () => nowMs);
    publishes = new PublishesProjection(series, 24);
    const part = { module: class {}, controllers: [PublishesController] };
    app = await bootDesk(part, [
      [PublishesProjection, publishes],
      [Journal, { since: () => ({ at: new Date(0), offset: 0 }) }],
      [JournalReadiness, { check: () => undefined }],
      [BrokerClock, { now: () => nowMs }],
    ]);
    await app.listen(0, '127.0.0.1');
    address = await app.getUrl();
  });
  afterEach(() => app.close());

  const get = async (path: string): Promise<Item[] & Item> => {
    const answer = await fetch(`${address}/publishes${path}`);
    return (await answer.json()) as Item[] & Item;
  };
  const idsOf = async (query: string): Promise<unknown[]> =>
    (await get(query)).map(({ messageId }) => messageId);
  const other = { exchange: 'elsewhere', routingKey: 'nowhere', client: '10.0.0.2' };

  it('is listed one by one where it failed, with client, place, size and reason, and no body', async () => {
    publishes.applyPublished(published(0, { failures: [failure('m1')] }), 1_024);
    expect(await get('')).toEqual([
      {
        ...{ offset: 1_024, at: new Date(NOW).toISOString(), outcome: 'unroutable' },
        ...{ exchange: TOPIC, routingKey: 'a.b', messageId: 'm1', bytes: 42 },
        ...{ code: 'unroutable', reason: 'no queue is bound', client: '10.0.0.1' },
        publisher: 'gw:1',
      },
    ]);
  });

  it('is found by outcome, exchange, key, client, id and time', async () => {
    const refused = failure('m2', { ...other, outcome: 'refused', atMs: NOW + 5_000 });
    publishes.applyPublished(published(0, { failures: [failure('m1'), refused] }), 1_024);
    expect(await idsOf('')).toEqual(['m1', 'm2']);
    for (const query of [
      ...['outcome=refused', 'exchange=elsewhere', 'routingKey=nowhere'],
      ...['client=10.0.0.2', 'messageId=m2', 'from=2026-01-01T12:00:05Z'],
    ]) {
      expect([query, await idsOf(`?${query}`)]).toEqual([query, ['m2']]);
    }
    expect(await idsOf('?to=2026-01-01T12:00:05Z')).toEqual(['m1']);
  });

  it('is given once over all pages', async () => {
    const failures = Array.from({ length: 20 }, (_, n) => failure(`m${n}`));
    publishes.applyPublished(published(0, { failures: failures.slice(0, 11) }), 1_024);
    publishes.applyPublished(published(0, { failures: failures.slice(11) }), 2_048);
    const pages: unknown[][] = [];
    for (let at: string | undefined = '?limit=6'; at !== undefined;) {
      const answer: Response = await fetch(`${address}/publishes${at}`);
      pages.unshift(((await answer.json()) as Item[]).map(({ messageId }) => messageId));
      at = /<(.*)>/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    expect(pages.flat()).toEqual(failures.map(({ messageId }) => messageId));
  });

  it('is known as not yet attempted until a worker records an attempt, whichever comes first', async () => {
    publishes.apply(processed({ messageId: 'fast' }));
    publishes.applyPublished(
      published(0, { confirmed: ['fast', 'slow', 'waits'].map((id) => confirmed(id)) }),
      1_024,
    );
    expect(await idsOf('?outcome=confirmed&attempted=false')).toEqual(['slow', 'waits']);
    publishes.apply(processed({ messageId: 'slow' }));
    expect(await idsOf('?outcome=confirmed&attempted=false')).toEqual(['waits']);
    expect(await idsOf('?outcome=confirmed&attempted=true')).toEqual(['fast', 'slow']);
    expect(publishes.find('waits')).toMatchObject({ outcome: 'confirmed', attempted: false });
  });

  it('is counted by exchange, pattern and second, once for a report that is written twice', async () => {
    const counts = [
      { exchange: TOPIC, pattern: '(no binding)', unroutable: 3 },
      { exchange: '', pattern: 'mensajes', confirmed: 5, unknown: 1 },
    ];
    const report = published(2_000, { counts });
    publishes.applyPublished(report, 1_024);
    publishes.applyPublished(report, 2_048);
    publishes.applyPublished(published(3_000, { counts: counts.slice(1) }), 3_072);
    const answer = await get('/counts?step=1s');
    expect(answer.points).toEqual([
      {
        at: new Date(NOW + 2_000).toISOString(),
        ...{ confirmed: 5, unroutable: 3, refused: 0, unknown: 1 },
      },
      {
        at: new Date(NOW + 3_000).toISOString(),
        ...{ confirmed: 5, unroutable: 0, refused: 0, unknown: 1 },
      },
    ]);
    expect((answer.patterns as Item[]).map(({ confirmed: sum }) => sum).sort()).toEqual([0, 10]);
    const one = await get(`/counts?step=1m&exchange=${TOPIC}`);
    expect(one.patterns).toEqual([
      { ...counts[0], confirmed: 0, unroutable: 3, refused: 0, unknown: 0 },
    ]);
  });

  it('counts names that the topology has not as others, and nothing that is later or more than can be', async () => {
    const forged = (name: string, count: number): Item => ({
      ...{ exchange: name, pattern: name, confirmed: count },
    });
    const counts = Array.from({ length: 100 }, (_, n) => forged(`x${n}`, 1)) as never[];
    publishes.applyPublished(published(0, { counts, unreported: 7 }), 1_024);
    publishes.applyPublished(published(0, { counts: [forged('y', 1e15)] as never[] }), 2_048);
    publishes.applyPublished(published(3_600_000, { counts }), 3_072);
    nowMs += 3_600_000;
    const { patterns, unreported } = await get('/counts?step=1m');
    expect([patterns, unreported]).toEqual([
      [{ ...forged('(other)', 100), unroutable: 0, refused: 0, unknown: 0 }],
      7,
    ]);
  });

  it('says how many failed within the last minutes, by exchange and outcome', () => {
    const exchange = TOPIC;
    const count = (pattern: string, unroutable: number): PublishesCounts => ({
      ...{ exchange, pattern, unroutable, confirmed: 1 },
    });
    publishes.applyPublished(published(-600_000, { counts: [count('(no binding)', 9)] }), 1_024);
    publishes.applyPublished(published(0, { counts: [count('(no binding)', 2)] }), 2_048);
    publishes.applyPublished(published(5_000, { counts: [count('(no binding)', 1)] }), 3_072);
    expect(publishes.series.failuresWithin(5)).toEqual([
      { exchange, outcome: 'unroutable', recent: 3, withinMinutes: 5 },
    ]);
  });
});

type PublishesCounts = Parameters<PublishSeries['apply']>[0]['counts'][number];
