import { gzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  DeadLetters,
  ID_CONFLICT,
  LargeBodies,
  TOPOLOGY,
  type DeadLetteredRecord,
} from '@warren/messaging';
import { bind, defineTopology, EventDto, exchange, queue, WarrenError } from '@warren/model';
import { TimeSlices } from '@warren/platform';
import { MessagesProjection } from '@warren/views';
import { deadLettered, discarded, processed, redriven } from '@warren/views/testing';
import { Type } from 'class-transformer';
import { IsPositive, ValidateNested } from 'class-validator';
import { bootDesk } from '../desk.harness';
import { PreviewController } from './preview.controller';
import { PreviewService } from './preview.service';

class Sale {
  @IsPositive()
  readonly total!: number;
}

class SaleDto extends EventDto {
  @ValidateNested()
  @Type(() => Sale)
  override readonly payload!: Sale;
}

const topic = exchange('t', 'topic');
const topology = defineTopology({
  exchanges: [topic],
  queues: [queue('sales', { event: SaleDto, from: [bind(topic, '#')] })],
});

interface Line {
  readonly deadLetterId: string;
  readonly verdict: string;
  readonly code?: string;
  readonly faults?: readonly object[];
  readonly reason?: string;
}

/** A dead letter of `sales`; its message id is that of the dead letter. */
function sale(id: string, total: unknown, more: Partial<DeadLetteredRecord> = {}) {
  const body = JSON.stringify({ id, tipo: 'SALE', payload: { total } });
  return { ...deadLettered({ messageId: id, queue: 'sales', body }), deadLetterId: id, ...more };
}

describe('the preview of a redrive', () => {
  const use = jest.fn<Promise<unknown>, Parameters<LargeBodies['use']>>();
  let letters: DeadLetters;
  let messages: MessagesProjection;
  let app: NestFastifyApplication;

  beforeEach(async () => {
    letters = new DeadLetters(10_000, 100_000_000, new TimeSlices());
    messages = new MessagesProjection(1_000, 1_000_000);
    use.mockImplementation(({ body, encoding }, work) => work(Buffer.from(body, encoding)));
    const part = {
      module: class {},
      controllers: [PreviewController],
      providers: [PreviewService],
    };
    app = await bootDesk(part, [
      [DeadLetters, letters],
      [LargeBodies, { use }],
      [MessagesProjection, messages],
      [TOPOLOGY, topology],
    ]);
  });
  afterEach(() => app.close());

  const keep = (...records: readonly DeadLetteredRecord[]): void =>
    records.forEach((record, index) => letters.apply(record, index));
  async function ask(body: object): Promise<{ status: number; lines: Line[]; summary: object }> {
    const headers = { host: 'localhost:8002' };
    const request = { method: 'POST' as const, url: '/dead-letters/preview', headers };
    const answer = await app.inject({ ...request, payload: body });
    const lines = answer.body.trim().split('\n');
    const all = lines.map((line) => JSON.parse(line) as Line & { summary?: object });
    const last: { summary?: object } = all.at(-1) ?? {};
    const summary = last.summary ?? last;
    return { status: answer.statusCode, lines: all.slice(0, -1), summary };
  }
  const none = { would_pass: 0, would_fail: 0, already_done: 0, patch_refused: 0, not_checked: 0 };

  it('says of each what its queue would say, with pointers, and changes nothing', async () => {
    keep(sale('good', 1), sale('bad', 0));
    const { lines, summary } = await ask({ ids: ['good', 'bad', 'gone'] });
    const about = (id: string) => ({ deadLetterId: id, messageId: id, queue: 'sales' });
    expect(lines).toEqual([
      { ...about('good'), verdict: 'would_pass' },
      {
        ...about('bad'),
        verdict: 'would_fail',
        code: 'invalid_event',
        faults: [{ pointer: '/payload/total', detail: 'total must be a positive number' }],
      },
      { deadLetterId: 'gone', verdict: 'not_checked', reason: expect.any(String) as string },
    ]);
    expect(summary).toEqual({ ...none, would_pass: 1, would_fail: 1, not_checked: 1, left: 0 });
  });

  it('knows what is settled, what was processed, and what no queue takes', async () => {
    const conflict = { code: ID_CONFLICT, message: 'another event' };
    keep(
      sale('redriven', 1),
      sale('discarded', 1),
      sale('processed', 0),
      sale('conflict', 1, { failure: conflict }),
      sale('lost', 1, { queue: 'missing' }),
    );
    letters.apply(redriven({ deadLetterId: 'redriven' }), 7);
    letters.apply(discarded({ deadLetterId: 'discarded' }), 8);
    messages.apply(processed({ messageId: 'processed', queue: 'sales' }), 9);
    messages.apply(processed({ messageId: 'conflict', queue: 'sales' }), 10);
    messages.apply(processed({ messageId: 'lost', queue: 'sales' }), 11);
    const ids = ['redriven', 'discarded', 'processed', 'conflict', 'lost'];
    const { lines } = await ask({ ids });
    expect(lines.map(({ code, reason, verdict }) => [verdict, code ?? reason])).toEqual([
      ['already_done', 'already redriven'],
      ['already_done', 'already discarded'],
      ['already_done', 'its message was processed'],
      ['would_fail', ID_CONFLICT],
      ['would_fail', 'unroutable'],
    ]);
  });

  it('applies a patch to each, and refuses it where it does not apply or would change more', async () => {
    const huge = '{"id":"huge","tipo":"T","payload":{"total":1,"n":9007199254740993}}';
    const text = '{"id":"zip","tipo":"T","payload":{"total":0}}';
    const zipped = { body: gzipSync(text).toString('base64'), encoding: 'base64' as const };
    keep(
      sale('zero', 0),
      sale('absent', undefined),
      sale('huge', 1, { body: huge }),
      sale('zip', 1, { ...zipped, decoded: text, properties: { contentEncoding: 'gzip' } }),
      sale('text', 1, { body: 'no JSON' }),
    );
    const before = JSON.stringify((await letters.select({ filter: {} })).letters);
    const patch = [{ op: 'replace', path: '/payload/total', value: 5 }];
    const { lines, summary } = await ask({ filter: {}, patch });
    expect(lines.map(({ deadLetterId, verdict }) => `${deadLetterId} ${verdict}`)).toEqual([
      'zero would_pass',
      'absent patch_refused',
      'huge patch_refused',
      'zip would_pass',
      'text patch_refused',
    ]);
    expect(lines[1]?.reason).toBe(
      'operation 0 of the patch cannot be done: there is nothing at /payload/total',
    );
    expect(summary).toEqual({ ...none, would_pass: 2, patch_refused: 3, left: 0 });
    expect(JSON.stringify((await letters.select({ filter: {} })).letters)).toBe(before);
    const spoilt = await ask({ ids: ['zero'], patch: [{ ...patch[0], value: 'x' }] });
    expect(spoilt.lines).toMatchObject([
      { verdict: 'would_fail', faults: [{ pointer: '/payload/total' }] },
    ]);
  });

  it('refuses what is no patch, with a pointer into the request', async () => {
    const patch = [{ op: 'add', path: '/__proto__/x', value: 1 }];
    expect(await ask({ filter: {}, patch })).toMatchObject({
      status: 400,
      summary: { code: 'invalid_request', errors: [{ pointer: '/patch/0/path' }] },
    });
    expect(await ask({ patch: [] })).toMatchObject({ status: 400 });
  });

  it('looks at 4,096 of them, and at 16 of those that are too large for the journal', async () => {
    const excerpt = { bytes: 9, sha256: '', head: '', encoding: 'utf8' as const };
    keep(...Array.from({ length: 5_000 }, (_, n) => sale(`s${n}`, 1, n < 20 ? { excerpt } : {})));
    use.mockImplementation((record, work) =>
      record.excerpt
        ? Promise.reject(new WarrenError('excerpt_only', 'no longer kept'))
        : work(Buffer.from(record.body)),
    );
    const { lines, summary } = await ask({ filter: {} });
    expect(summary).toEqual({ ...none, would_pass: 4_076, not_checked: 20, left: 904 });
    expect(use.mock.calls.filter(([{ excerpt: is }]) => is)).toHaveLength(16);
    expect(lines[0]?.reason).toBe('no longer kept');
  });
});
