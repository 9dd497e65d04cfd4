import { queues } from '@warren/contracts';
import { AppProcess, createVhost, get, post, waitFor, type Vhost } from '@warren/testing';
import { connect } from 'amqplib';
import { IS_FULL } from './full-length';

const { logsInfo, logsWarning, mensajes } = queues;

/** A tenth of all events become dead letters, of three causes. */
const EVENTS = IS_FULL ? 100_000 : 2_000;
const BROKEN = (EVENTS / 10) * 0.5;
const RUBBISH = (EVENTS / 10) * 0.3;
const EXPIRED = (EVENTS / 10) * 0.2;
const FINE = EVENTS - BROKEN - RUBBISH - EXPIRED;
const LINES_AT_ONCE = 5_000;
const PATIENCE_MS = 300_000;

jest.setTimeout(1_200_000);

interface Group {
  readonly group: string;
  readonly queue: string;
  readonly code: string;
  readonly count: number;
}

interface HourRow {
  readonly tipo: string;
  readonly events: number;
}

interface Summary {
  readonly redriven: number;
  readonly failed: number;
}

describe('many dead letters among many more events', () => {
  let vhost: Vhost;
  let apps: AppProcess[];
  let gatewayUrl: string;

  beforeEach(async () => {
    vhost = await createVhost();
    const gateway = AppProcess.start('gateway', { RABBITMQ_URL: vhost.url });
    apps = [gateway];
    gatewayUrl = await gateway.ready();
  });

  afterEach(async () => {
    await Promise.all(apps.map((app) => app.stop()));
    await vhost.remove();
  });

  /** A worker whose handlers fail when they are asked to, or one in which that is repaired. */
  async function startWorker(failureLab: 'on' | 'off'): Promise<string> {
    const worker = AppProcess.start('worker', {
      RABBITMQ_URL: vhost.url,
      FAILURE_LAB: failureLab,
    });
    apps.push(worker);
    return worker.ready();
  }

  /** Publishes `count` of these, as batches, and makes sure that each was confirmed. */
  async function send(count: number, line: object): Promise<void> {
    const text = JSON.stringify(line);
    for (let left = count; left > 0; left -= LINES_AT_ONCE) {
      const lines = Math.min(left, LINES_AT_ONCE);
      const body = `${text}\n`.repeat(lines);
      const answer = await post(`${gatewayUrl}/batch`, body, 'application/x-ndjson');
      const confirmed = String(answer.body.text).match(/"outcome":"confirmed"/g) ?? [];
      expect(confirmed).toHaveLength(lines);
    }
  }

  async function sendRubbish(): Promise<void> {
    const connection = await connect(vhost.url);
    const channel = await connection.createConfirmChannel();
    for (let n = 0; n < RUBBISH; n += 1) {
      channel.sendToQueue(logsInfo.name, Buffer.from('{'), { messageId: `rubbish-${n}` });
    }
    await channel.waitForConfirms();
    await connection.close();
  }

  const groupsOf = async (url: string): Promise<Group[]> =>
    (await get(`${url}/dead-letters/groups`)).body as unknown as Group[];

  const countsOf = async (url: string, queue: string): Promise<Record<string, number>> =>
    (await get(`${url}/consumers/${queue}`)).body.counts as Record<string, number>;

  it('are three groups; one that is redriven after the repair is processed, each once, and the others are untouched (I8)', async () => {
    const broken = await startWorker('on');
    await post(`${broken}/consumers/${logsWarning.name}/pause`, {});
    const event = (tipo: string, payload: object): object => ({ id: 'e', tipo, payload });
    await send(FINE, { exchange: 'default', event: event('FINE', {}) });
    await send(BROKEN, {
      exchange: 'default',
      event: event('BROKEN', { lab: { fail: 'permanent' } }),
    });
    await send(EXPIRED, {
      exchange: 'direct',
      routingKey: 'warning',
      event: event('EXPIRED', {}),
      options: { expiration: 1 },
    });
    await sendRubbish();
    const groups = await waitFor(
      'every dead letter',
      async () => {
        const found = await groupsOf(broken);
        const count = found.reduce((sum, each) => sum + each.count, 0);
        return count >= BROKEN + RUBBISH + EXPIRED ? found : undefined;
      },
      PATIENCE_MS,
    );
    const rows = (found: Group[]): unknown[] =>
      found.map(({ queue, code, count }) => [queue, code, count]).sort();
    const others = [
      [logsInfo.name, 'malformed_json', RUBBISH],
      [logsWarning.name, 'expired', EXPIRED],
    ];
    expect(rows(groups)).toEqual([...others, [mensajes.name, 'lab_permanent', BROKEN]]);
    await waitFor(
      'the others to be processed',
      async () => (await countsOf(broken, mensajes.name)).processed === FINE,
      PATIENCE_MS,
    );
    await apps.pop()?.stop();

    const repaired = await startWorker('off');
    const group = groups.find(({ code }) => code === 'lab_permanent')?.group;
    const order = { group, reason: 'repaired' };
    const url = `${repaired}/dead-letters/redrive`;
    const redrive = async (): Promise<Summary> => {
      const [, summary = ''] =
        /("summary":.*)}\s*$/.exec(String((await post(url, order)).body.text)) ?? [];
      return (JSON.parse(`{${summary}}`) as { summary: Summary }).summary;
    };
    await waitFor('it to have read the whole journal', async () => {
      const { status } = await post(url, { ...order, dryRun: true });
      return status === 200;
    });
    const pressed = await Promise.all([redrive(), redrive()]);
    expect(pressed.reduce((sum, { redriven }) => sum + redriven, 0)).toBe(BROKEN);
    expect(pressed.reduce((sum, { failed }) => sum + failed, 0)).toBe(0);
    await waitFor(
      'the group to be processed',
      async () => (await countsOf(repaired, mensajes.name)).processed === BROKEN,
      PATIENCE_MS,
    );
    // Once: nothing of it comes again, and nothing else was redriven.
    expect(await countsOf(repaired, mensajes.name)).toEqual({
      processed: BROKEN,
      duplicates: 0,
      retried: 0,
      deadLettered: 0,
      unreadable: 0,
      undeliverable: 0,
    });
    for (const queue of [logsInfo.name, logsWarning.name]) {
      expect((await countsOf(repaired, queue)).processed).toBe(0);
    }
    const left = await waitFor('the records', async () => {
      const found = await groupsOf(repaired);
      return found.length === 2 ? found : undefined;
    });
    expect(rows(left)).toEqual(others);
    const processed = async (tipo: string): Promise<number> => {
      const stats = (await get(`${repaired}/stats`)).body as unknown as HourRow[];
      return stats.filter((row) => row.tipo === tipo).reduce((sum, { events }) => sum + events, 0);
    };
    await waitFor('the counts', async () => (await processed('BROKEN')) >= BROKEN);
    expect([await processed('BROKEN'), await processed('FINE')]).toEqual([BROKEN, FINE]);
  });
});
