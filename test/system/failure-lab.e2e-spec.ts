import { queues } from '@warren/contracts';
import {
  AppProcess,
  createVhost,
  get,
  post,
  startSystem,
  waitFor,
  type LogLine,
  type RunningSystem,
  type Vhost,
} from '@warren/testing';
import { curlsUnder, jsonUnder, runCurl } from './page-commands';

const { etlJobs, mensajes, notificationsEmail, notificationsPush, notificationsSms } = queues;

interface Consumer {
  readonly counts: { readonly processed: number };
  readonly lastError: { readonly code: string } | null;
}

type Line = LogLine & { readonly attempt?: number; readonly code?: string };

/** What was processed of a message, once it has `count` records. */
async function recordsOf(workerUrl: string, messageId: unknown, count: number): Promise<unknown> {
  return waitFor(`${count} records of ${String(messageId)}`, async () => {
    const { body } = await get(`${workerUrl}/messages?messageId=${String(messageId)}`);
    const records = body as unknown as { delivery: { queue: string; attempt: number } }[];
    if (records.length < count) return undefined;
    return records.map(({ delivery: { queue, attempt } }) => ({ queue, attempt }));
  });
}

async function deadLettersOf(workerUrl: string): Promise<unknown[]> {
  return (await get(`${workerUrl}/dead-letters`)).body as unknown as unknown[];
}

describe('the failure lab, as docs/failures.md shows it', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(() => system.stop());

  /** What the log says of a message, in `count` lines: the attempt and the code of the failure. */
  async function saidOf(messageId: unknown, count: number): Promise<unknown[][]> {
    const lines = await waitFor(`${count} lines`, () => {
      const found = (system.worker.lines as readonly Line[]).filter(
        (line) => line.messageId === messageId,
      );
      return found.length >= count ? found : undefined;
    });
    return lines.map(({ msg, attempt, code }) => [msg.replace(/\d+ ms/, 'n ms'), attempt, code]);
  }

  it('watches a retry: what fails on two attempts is processed on the third', async () => {
    const [send = '', look = '', read = ''] = curlsUnder('failures.md', '## Watch a retry');
    const { messageId } = (await runCurl(send, system)) as { messageId: string };
    const { delivery } = await waitFor('the record', async () => {
      const [record] = (await runCurl(read, system)) as { delivery: object }[];
      return record;
    });
    expect(delivery).toMatchObject({ messageId, queue: etlJobs.name, attempt: 3 });
    expect(await saidOf(messageId, 3)).toEqual([
      ['failed; tried again in n ms', 1, 'lab_retryable'],
      ['failed; tried again in n ms', 2, 'lab_retryable'],
      ['processed', 3, undefined],
    ]);
    const { counts, lastError } = await waitFor('it to be counted', async () => {
      const consumer = (await runCurl(look, system)) as Consumer;
      return consumer.counts.processed === 1 ? consumer : undefined;
    });
    expect(counts).toMatchObject({ processed: 1, duplicates: 0, retried: 2, deadLettered: 0 });
    expect(lastError).toMatchObject({ code: 'lab_retryable', messageId });
  });

  it('watches a dead letter: what fails for good is dead-lettered at once, and says why', async () => {
    const [send = '', look = ''] = curlsUnder('failures.md', '## Watch a dead letter');
    const { messageId } = (await runCurl(send, system)) as { messageId: string };
    const consumer = await waitFor('the failure', async () => {
      const found = (await runCurl(look, system)) as Consumer;
      return found.lastError ? found : undefined;
    });
    const [printed] = jsonUnder('failures.md', '## Watch a dead letter') as Consumer[];
    expect(Object.keys(consumer)).toEqual(Object.keys(printed ?? {}));
    expect(consumer).toMatchObject({
      counts: printed?.counts,
      lastError: { ...printed?.lastError, messageId, at: expect.any(String) as unknown },
    });
    expect(await saidOf(messageId, 2)).toEqual([
      ['failed; dead-lettered', 1, 'lab_permanent'],
      ['dead letter recorded', undefined, 'lab_permanent'],
    ]);
    const letters = await waitFor('the dead letter', async () => {
      const found = await deadLettersOf(system.workerUrl);
      return found.length > 0 ? found : undefined;
    });
    expect(letters).toEqual([
      expect.objectContaining({
        messageId,
        queue: mensajes.name,
        cause: 'failed',
        attempt: 1,
        failure: {
          code: 'lab_permanent',
          message: 'the event asked to fail for good',
          stack: expect.stringContaining('failure-lab.ts:') as unknown,
        },
      }),
    ]);
  });

  it('ends a handler that hangs by the time limit of its queue, and tries again', async () => {
    const event = {
      id: 'h',
      tipo: 'LAB',
      payload: { text: 'Hello', lab: { fail: 'hang', attempts: 1 } },
    };
    const { body } = await post(`${system.gatewayUrl}/fanout`, event);
    const names = [notificationsEmail, notificationsSms, notificationsPush].map((q) => q.name);
    expect(await recordsOf(system.workerUrl, body.messageId, 3)).toEqual(
      expect.arrayContaining(names.map((queue) => ({ queue, attempt: 2 }))),
    );
    const failures = (await saidOf(body.messageId, 6)).filter(([msg]) => msg !== 'processed');
    expect(failures).toEqual(
      names.map(() => ['failed; tried again in n ms', 1, 'handler_timeout']),
    );
  });
});

describe('the failure lab', () => {
  let vhost: Vhost;
  let gateway: AppProcess;
  let gatewayUrl: string;
  let worker: AppProcess;

  beforeAll(async () => {
    vhost = await createVhost();
    gateway = AppProcess.start('gateway', { RABBITMQ_URL: vhost.url });
    gatewayUrl = await gateway.ready();
  });

  afterEach(() => worker.stop());

  afterAll(async () => {
    await gateway.stop();
    await vhost.remove();
  });

  const startWorker = (settings: Record<string, string> = {}): AppProcess =>
    AppProcess.start('worker', { RABBITMQ_URL: vhost.url, ...settings });

  async function send(lab: object): Promise<unknown> {
    const event = { id: 'lab', tipo: 'LAB', payload: { lab } };
    const { body, status } = await post(`${gatewayUrl}/send`, event);
    expect(status).toBe(202);
    return body.messageId;
  }

  it('kills the worker twice; the third one processes the event, in the same attempt', async () => {
    const messageId = await send({ fail: 'crash', attempts: 2 });
    for (let killed = 0; killed < 2; killed += 1) {
      worker = startWorker();
      // No code: a signal ended it.
      expect(await worker.ended()).toBeNull();
      expect(worker.lines.filter(({ msg }) => msg === 'processed')).toEqual([]);
    }
    worker = startWorker();
    expect(await recordsOf(await worker.ready(), messageId, 1)).toEqual([
      { queue: mensajes.name, attempt: 1 },
    ]);
  });

  it.each<Record<string, string>>([
    { FAILURE_LAB: '' },
    { FAILURE_LAB: 'off' },
    { NODE_ENV: 'production' },
  ])('is closed with %j: the event is handled like any other', async (settings) => {
    worker = startWorker(settings);
    const url = await worker.ready();
    const messageId = await send({ fail: 'permanent' });
    expect(await recordsOf(url, messageId, 1)).toEqual([{ queue: mensajes.name, attempt: 1 }]);
    expect(await deadLettersOf(url)).toEqual([]);
  });
});
