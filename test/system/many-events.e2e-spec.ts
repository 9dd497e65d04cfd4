import { exchanges, queues } from '@warren/contracts';
import { type AppProcess, eachOf, get, post, waitFor } from '@warren/testing';
import { connect } from 'amqplib';
import { GatewayAndWorkers } from './gateway-and-workers.harness';

const NDJSON = 'application/x-ndjson';

describe('events that come in numbers', () => {
  let system: GatewayAndWorkers;
  let gatewayUrl: string;

  beforeEach(async () => {
    system = await GatewayAndWorkers.start();
    ({ gatewayUrl } = system);
  });

  afterEach(() => system.stop());

  const startWorker = (): AppProcess => system.startWorker();

  async function publish(entries: readonly object[]): Promise<void> {
    const lines = entries.map((entry) => JSON.stringify(entry)).join('\n');
    const { body, status } = await post(`${gatewayUrl}/batch`, lines, NDJSON);
    const outcomes = String(body.text)
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { outcome: string }).outcome);
    expect(status).toBe(200);
    expect(outcomes).toEqual(entries.map(() => 'confirmed'));
  }

  describe('log lines', () => {
    const LINES = 300;
    const LEVELS = ['info', 'warn', 'error'];

    interface Line {
      readonly text: string;
      readonly source: string;
      readonly level: string;
    }

    async function look<T>(url: string, path: string): Promise<T> {
      const { body } = await waitFor(`${path} of the lines`, async () => {
        const answer = await get(`${url}/logs/${path}`);
        return answer.status === 200 ? answer : undefined;
      });
      return body as unknown as T;
    }

    const countIn = (counters: readonly { lines: number }[]): number =>
      counters.reduce((sum, { lines }) => sum + lines, 0);

    /** Everything a worker shows of the lines, once it has them all. */
    const answersOf = (url: string, filter: string): Promise<unknown[]> =>
      waitFor(`${url} to have all lines`, async () => {
        const counters = await look<{ lines: number }[]>(url, 'counters');
        if (countIn(counters) < LINES) return undefined;
        return [counters, await look(url, 'tail?limit=1000'), await look(url, `tail?${filter}`)];
      });

    it('are counted and shown the same by every worker, and by one that starts later', async () => {
      const [one, other] = [startWorker(), startWorker()];
      const urls = await Promise.all([one.ready(), other.ready()]);
      const lines = Array.from({ length: LINES }, (_, n) => ({
        exchange: 'logs',
        event: {
          ...{ id: `line-${n}`, tipo: 'LOG_LINE' },
          payload: { source: `s${n % 2}`, level: LEVELS[n % 3], text: `line ${n}` },
        },
      }));
      await publish(lines);
      const filter = 'source=s0&level=warn&limit=20';
      const [answers, answersOfOther] = await eachOf(urls, 2, (url) => answersOf(url, filter));
      expect(answersOfOther).toEqual(answers);
      const [counters, all, some] = answers as [unknown, Line[], Line[]];
      expect(counters).toEqual(
        ['s0', 's1'].flatMap((source) =>
          LEVELS.map((level) => ({ source, level, lines: LINES / 6 })),
        ),
      );
      expect(new Set(all.map(({ text }) => text)).size).toBe(LINES);
      const wanted = all.filter(({ source, level }) => source === 's0' && level !== 'info');
      expect(some).toEqual(wanted.slice(-20));
      await waitFor('every grave line to be alerted', () => {
        const alerts = [one, other].flatMap((worker) =>
          worker.lines.filter(({ msg }) => msg.startsWith('alert: ')),
        );
        return alerts.length === LINES / 3;
      });

      await Promise.all([one.stop('SIGKILL'), other.stop('SIGKILL')]);
      const next = await startWorker().ready();
      expect(await answersOf(next, filter)).toEqual(answers);
    });

    it('that are none become dead letters in each of the two queues', async () => {
      const url = await startWorker().ready();
      const payload = { source: 'billing', level: 'loud', text: 'boom' };
      const none = { id: 'none', tipo: 'LOG_LINE', payload };
      expect(await post(`${gatewayUrl}/logs`, none)).toMatchObject({ status: 422 });
      // Another client has nothing that refuses it.
      const connection = await connect(system.vhost.url);
      const channel = await connection.createConfirmChannel();
      channel.publish(exchanges.logs.name, '', Buffer.from(JSON.stringify(none)));
      await channel.waitForConfirms();
      await connection.close();
      const letters = await waitFor('the dead letters', async () => {
        const { body } = await get(`${url}/dead-letters?code=invalid_event`);
        const found = body as unknown as { queue: string }[];
        return found.length === 2 ? found : undefined;
      });
      expect(letters.map(({ queue }) => queue).sort()).toEqual([
        queues.logsAlerts.name,
        queues.logsLines.name,
      ]);
      expect(countIn(await look(url, 'counters'))).toBe(0);
      expect((await get(`${url}/logs/tail?level=loud`)).status).toBe(400);
    });
  });

  it('of which some cannot be taken: readings are stored in batches, and the wrong ones alone are dead letters', async () => {
    const READINGS = 250;
    const WRONG = [7, 123, 124];
    const worker = startWorker();
    const url = await worker.ready();
    const readings = Array.from({ length: READINGS }, (_, n) => ({
      ...{ exchange: 'direct', routingKey: 'meter.reading' },
      event: {
        ...{ id: `r-${n}`, tipo: 'METER_READING' },
        payload: {
          ...{ meter: 'a', kWh: WRONG.includes(n) ? 0 : n + 1 },
          takenAt: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
        },
      },
    }));
    await publish(readings);
    const { name } = queues.meterReadings;
    const idsAt = async (path: string): Promise<string[]> =>
      ((await get(`${url}${path}`)).body as unknown as { id?: string; event?: { id: string } }[])
        .map(({ id, event }) => id ?? event?.id ?? '')
        .sort();
    await waitFor('all to be settled', () => system.vhost.management.areQueuesEmpty());
    const wrong = WRONG.map((n) => `r-${n}`);
    await waitFor('the dead letters', async () => {
      const { body } = await get(`${url}/dead-letters?queue=${name}&code=reading_below_last`);
      return (body as unknown as object[]).length === WRONG.length;
    });
    const stored = await waitFor('the others', async () => {
      const ids = await idsAt(`/messages?queue=${name}&limit=1000`);
      return ids.length === READINGS - WRONG.length ? ids : undefined;
    });
    expect(stored.filter((id) => wrong.includes(id))).toEqual([]);
    const batches = worker.lines
      .filter(({ msg }) => msg === 'readings stored')
      .map((line) => line as unknown as { readings: number; refused: number });
    expect(batches.reduce((sum, each) => sum + each.readings, 0)).toBe(READINGS);
    expect(batches.reduce((sum, each) => sum + each.refused, 0)).toBe(WRONG.length);
    expect(Math.max(...batches.map((each) => each.readings))).toBe(100);
  });
});
