import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  AnswersModule,
  configureHttpApp,
  createFastifyAdapter,
  HttpConfig,
  LoggingConfig,
  LoggingModule,
  OperatorConfig,
} from '@warren/http';
import { Journal } from '@warren/messaging';
import { ConfigModule, RuntimeModule } from '@warren/platform';
import { failed, processed } from '../../testing/records.harness';
import { MessagesProjection } from '../../messages/messages.projection';
import { CountsController } from './counts.controller';
import { Exports } from '../exports';
import { MessageExports } from './message-exports';
import { MessagesController } from './messages.controller';

const messages = new MessagesProjection(1_000, 10_000_000);
for (let index = 0; index < 300; index += 1) {
  const event = { id: `e${index}`, tipo: 'SALE', payload: { total: index, note: '=SUM(A1)' } };
  const given = { messageId: `m${index}`, event, endMs: index };
  messages.apply(index < 100 ? failed({ ...given, retryInMs: 1 }) : processed(given), index);
}

describe('searching messages over HTTP', () => {
  let app: NestFastifyApplication;
  let root: string;

  beforeAll(async () => {
    const configs = [new HttpConfig(), new OperatorConfig(), new LoggingConfig()];
    const module = await Test.createTestingModule({
      imports: [
        LoggingModule.forRoot('desk'),
        AnswersModule,
        RuntimeModule,
        ConfigModule.forRoot(...configs),
      ],
      controllers: [CountsController, MessagesController],
      providers: [
        Exports,
        MessageExports,
        { provide: MessagesProjection, useValue: messages },
        { provide: Journal, useValue: { since: () => undefined } },
      ],
    }).compile();
    const options = { bodyParser: false, logger: false } as const;
    app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter(), options);
    configureHttpApp(app, { title: 't', description: 'd', version: '0' });
    await app.listen(0, '127.0.0.1');
    root = await app.getUrl();
  });
  afterAll(() => app.close());

  async function get(url: string, headers: Record<string, string> = {}) {
    const answer = await fetch(root + url, { headers });
    const text = await answer.text();
    const header = (name: string): string => answer.headers.get(name) ?? '';
    return { status: answer.status, text, header, json: () => JSON.parse(text) as unknown };
  }

  it('combines tests of the payload, and its pages have all of them in their links', async () => {
    const query = 'field=payload.total%3E=290&field=payload.total!=295&header=lang=es&limit=5';
    const page = await get(`/messages?${query}&fields=id`);
    expect((await get('/messages?fields=id,runMs&limit=1')).json()).toEqual([
      { id: 'e299', runMs: 289 },
    ]);
    const ids = (...last: number[]) => last.map((each) => ({ id: `e29${each}` }));
    expect(page.json()).toEqual(ids(4, 6, 7, 8, 9));
    const next = /<(.*)>/.exec(page.header('link'))?.[1] ?? '';
    const older = await get(`/messages${next}`);
    expect(older.json()).toEqual(ids(0, 1, 2, 3));
  });

  it.each([
    ['field=total=1', '/field'],
    ['field=payload.total%3Cmuch', '/field'],
    ['header=x', '/header'],
    ['traceId=ABC', '/traceId'],
    ['minAttempt=-1', '/minAttempt'],
    ['fields=id,nothing', '/fields'],
    ['format=xml', '/format'],
    ['from=yesterday', '/from'],
  ])('refuses %s, and says where', async (query, pointer) => {
    const answer = await get(`/messages?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'invalid_request', errors: [{ pointer }] });
    expect((await get('/messages?fild=1')).status).toBe(400);
  });

  it('exports all matches, and not a page of them', async () => {
    const lines = await get('/messages?fields=id,payload.note', { accept: 'application/x-ndjson' });
    expect(lines.header('content-type')).toBe('application/x-ndjson');
    const rows = lines.text.trimEnd().split('\n');
    expect(rows).toHaveLength(200);
    expect(rows[0]).toBe('{"id":"e100","payload.note":"=SUM(A1)"}');
    const csv = await get('/messages?format=csv&outcome=any&fields=id,payload.note');
    expect(csv.header('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.text.split('\r\n').slice(0, 2)).toEqual(['id,payload.note', "e0,'=SUM(A1)"]);
    expect(csv.text.split('\r\n')).toHaveLength(302);
  });

  it('counts what matches, in all and by time', async () => {
    const counts = await get('/messages/counts?field=payload.total%3C150');
    expect(counts.json()).toMatchObject({
      ...{ complete: true, next: null, total: 150 },
      outcomes: { processed: 50, retrying: 100 },
      queues: [{ queue: 'a', messages: 150 }],
      tipos: [{ tipo: 'SALE', messages: 150 }],
    });
    const span = 'from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00.300Z';
    const histogram = await get(`/messages/histogram?${span}&buckets=3`);
    expect(histogram.json()).toMatchObject({
      ...{ complete: true, stepMs: 100, outside: 0, from: '2026-01-01T00:00:00.000Z' },
      counts: { processed: [0, 100, 100], retrying: [100, 0, 0] },
    });
    const turned = await get(
      '/messages/histogram?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
    );
    expect(turned.json()).toMatchObject({ status: 400, errors: [{ pointer: '/to' }] });
  });
});
