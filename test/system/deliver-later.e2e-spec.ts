import { exchanges, queues } from '@warren/contracts';
import {
  AppProcess,
  get,
  post,
  startSystem,
  waitFor,
  type Answer,
  type RunningSystem,
} from '@warren/testing';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SOON_MS = 1_200;
const SCHEDULED = queues.scheduled.name;
const event = { id: 'e1', tipo: 'LATER', payload: { n: 1 } };

interface Step {
  step: string;
  at: string;
  until?: string;
  where?: string;
  handler?: string;
  outcome?: string;
  durationMs?: number;
  error?: { code: string };
}

interface QueueStory {
  queue: string;
  outcome: string;
  steps: Step[];
}

interface Hour {
  hour: string;
  messages: number;
}

describe('delivering later', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(() => system.stop());

  const publish = (
    path: string,
    options: object,
    headers: Record<string, string> = {},
    of: object = event,
  ): Promise<Answer> =>
    post(`${system.gatewayUrl}${path}`, { ...of, options }, 'application/json', headers);

  /** What the worker tells of it, once it is processed in all these queues. */
  async function storyIn(messageId: unknown, expected: readonly string[]): Promise<QueueStory[]> {
    return waitFor(`${String(messageId)} in ${expected.join(' and ')}`, async () => {
      const { body } = await get(`${system.workerUrl}/messages/${String(messageId)}`);
      const told = body.queues as QueueStory[];
      const done = told.filter(({ outcome }) => outcome === 'processed').map(({ queue }) => queue);
      return expected.every((queue) => done.includes(queue)) ? told : undefined;
    });
  }

  const stepsOf = (told: QueueStory[], name: string): Step[] =>
    told.find(({ queue }) => queue === name)?.steps ?? [];

  it.each([
    ['/send', {}, ['mensajes']],
    ['/direct/info', {}, ['logs.info']],
    ['/topic/orders.eu.created', {}, ['orders.audit', 'orders.created']],
    ['/fanout', {}, ['notifications.email', 'notifications.push', 'notifications.sms']],
    ['/headers', { headers: { lang: 'es' } }, ['greetings.es']],
  ])(
    'works on %s (%j): 202 at once, and from its time on the event is in %j and no other queue',
    async (path, options, expected) => {
      const sentAt = Date.now();
      const { body, status } = await publish(path, { ...options, deliverAfter: SOON_MS });
      expect(status).toBe(202);
      expect(body).toMatchObject({ outcome: 'confirmed' });
      const dueAt = Date.parse(String(body.deliverAt));
      expect(dueAt).toBeGreaterThanOrEqual(sentAt + SOON_MS);
      expect(dueAt).toBeLessThanOrEqual(Date.now() + SOON_MS);
      await waitFor('all queues to be empty', () => system.vhost.management.areQueuesEmpty());
      const told = await storyIn(body.messageId, [...expected, SCHEDULED]);
      expect(told.map(({ queue }) => queue).sort()).toEqual([...expected, SCHEDULED].sort());
      for (const { queue, steps } of told) {
        if (queue === SCHEDULED) continue;
        const [relay, run] = ['relayed', 'attempt'].map((name) =>
          Date.parse(steps.find(({ step }) => step === name)?.at ?? ''),
        );
        expect(relay).toBeGreaterThanOrEqual(dueAt);
        expect(run).toBeGreaterThanOrEqual(dueAt);
        expect(run).toBeLessThanOrEqual(dueAt + 1_000);
      }
    },
  );

  it('is told truly: put off until then, waited for its time, relayed, and from then on in its queue', async () => {
    const { body } = await publish('/direct/info', { deliverAfter: SOON_MS });
    const told = await storyIn(body.messageId, ['logs.info', SCHEDULED]);
    const brief = (name: string): string[][] =>
      stepsOf(told, name).map(({ handler, step, where }) => [step, where ?? handler ?? '']);
    expect(brief(SCHEDULED)).toEqual([
      ['published', ''],
      ['scheduled', ''],
      ['waited', 'for its time'],
      ['attempt', 'ScheduleRelay.relay'],
    ]);
    expect(brief('logs.info')).toEqual([
      ['published', ''],
      ['scheduled', ''],
      ['waited', 'for its time'],
      ['relayed', ''],
      ['waited', 'in the queue'],
      ['attempt', 'LogsHandler.info'],
    ]);
    const steps = stepsOf(told, 'logs.info');
    expect(steps[1]?.until).toBe(body.deliverAt);
    expect(steps[2]?.durationMs).toBeGreaterThanOrEqual(SOON_MS - 1);
    expect(steps[4]?.at).toBe(steps[3]?.at);
  });

  it('takes a time of RFC 3339, and one that has passed as at once', async () => {
    const deliverAt = new Date(Date.now() + SOON_MS).toISOString();
    const later = await publish('/direct/error', { deliverAt });
    expect(later).toMatchObject({ status: 202, body: { deliverAt } });
    const passed = await publish('/direct/error', { deliverAt: '2020-02-29T12:00:00+02:00' });
    expect(passed.status).toBe(202);
    expect(passed.body).not.toHaveProperty('deliverAt');
    const told = await storyIn(passed.body.messageId, ['logs.error']);
    expect(told.map(({ queue }) => queue)).toEqual(['logs.error']);
    expect(await storyIn(later.body.messageId, ['logs.error', SCHEDULED])).toHaveLength(2);
  });

  it.each([
    [{ deliverAfter: -1 }, '/options/deliverAfter'],
    [{ deliverAfter: 30 * DAY_MS + 1 }, '/options/deliverAfter'],
    [{ deliverAt: 'tomorrow' }, '/options/deliverAt'],
    [{ deliverAt: '2026-02-30T00:00:00Z' }, '/options/deliverAt'],
    [{ deliverAt: '2999-01-01T00:00:00Z' }, '/options/deliverAt'],
    [{ deliverAfter: 1, deliverAt: '2026-01-01T00:00:00Z' }, '/options/deliverAfter'],
  ])('refuses %j and points at it', async (options, pointer) => {
    expect(await publish('/send', options)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ pointer }] },
    });
  });

  it('works for each line of a batch, and a bad time hurts none of the others', async () => {
    const line = (id: string, options: object): object => ({
      ...{ exchange: 'direct', routingKey: 'warning' },
      ...{ event: { ...event, id }, options },
    });
    const lines = [{ deliverAfter: SOON_MS }, { deliverAfter: -5 }, {}].map((options, index) =>
      JSON.stringify(line(`b${index}`, options)),
    );
    const response = await fetch(`${system.gatewayUrl}/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    const results = (await response.text())
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    const messageId = expect.any(String) as unknown;
    expect(results).toEqual([
      {
        ...{ index: 0, outcome: 'confirmed', messageId },
        deliverAt: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
      },
      { index: 1, outcome: 'invalid', problem: expect.any(Object) as unknown },
      { index: 2, outcome: 'confirmed', messageId },
    ]);
    expect(await storyIn(results[0]?.messageId, ['logs.warning', SCHEDULED])).toHaveLength(2);
    expect(await storyIn(results[2]?.messageId, ['logs.warning'])).toHaveLength(1);
  });

  it('says in a dry run where the event would go now, and when; nothing is put off', async () => {
    const countAhead = async (): Promise<number> =>
      Number((await get(`${system.workerUrl}/scheduled`)).body.ahead);
    const later = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
    const before = await countAhead();
    const deliverAt = later(5);
    expect((await publish('/direct/info?dryRun=true', { deliverAt })).body).toEqual({
      queues: ['logs.info'],
      bindings: [{ queue: 'logs.info', exchange: exchanges.direct.name, routingKey: 'info' }],
      deliverAt,
    });
    expect((await publish('/direct/inf?dryRun=true', { deliverAt: later(6) })).body).toMatchObject({
      queues: [],
    });
    // Counted in the order in which they are put off.
    await publish('/direct/info', { deliverAt: later(8) });
    await waitFor('the one that is put off', async () => (await countAhead()) > before);
    expect(await countAhead()).toBe(before + 1);
  });

  it('gives a repeat with the same Idempotency-Key the same answer, and delivers once', async () => {
    const key = { 'idempotency-key': 'later-1' };
    const first = await publish('/send', { deliverAfter: SOON_MS }, key);
    const second = await publish('/send', { deliverAfter: SOON_MS }, key);
    expect(first.status).toBe(202);
    expect(second).toMatchObject({ status: 202, body: first.body });
    expect(await publish('/send', { deliverAfter: SOON_MS + 1 }, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    await storyIn(first.body.messageId, ['mensajes', SCHEDULED]);
    await waitFor('all queues to be empty', () => system.vhost.management.areQueuesEmpty());
    const told = await storyIn(first.body.messageId, ['mensajes', SCHEDULED]);
    const attempts = told.flatMap(({ steps }) => steps.filter(({ step }) => step === 'attempt'));
    expect(attempts).toHaveLength(2);
  });

  it('delivers once what two gateways put off under one key', async () => {
    const other = await startSecondGateway();
    const key = { 'idempotency-key': 'later-2' };
    const body = { ...event, options: { deliverAfter: SOON_MS } };
    const answers = [
      await post(`${system.gatewayUrl}/send`, body, 'application/json', key),
      await post(`${other.url}/send`, body, 'application/json', key),
    ];
    const [first, second] = answers.map((answer) => answer.body.messageId);
    expect(second).toBe(first);
    await storyIn(first, ['mensajes', SCHEDULED]);
    const { body: consumer } = await waitFor('the second to be known', async () => {
      const answer = await get(`${system.workerUrl}/consumers/${SCHEDULED}`);
      return (answer.body.counts as { duplicates: number }).duplicates > 0 ? answer : undefined;
    });
    expect(consumer.counts).toMatchObject({ duplicates: 1 });
    const told = await storyIn(first, ['mensajes']);
    expect(stepsOf(told, 'mensajes').filter(({ step }) => step === 'attempt')).toHaveLength(1);
    await other.stop();
  });

  it('lets an event fail in its own handler and not in the relay, when it asks to', async () => {
    const lab = { ...event, payload: { lab: { fail: 'retryable', attempts: 1 } } };
    const { body } = await publish('/direct/etl.job', { deliverAfter: SOON_MS }, {}, lab);
    const told = await storyIn(body.messageId, ['etl.jobs', SCHEDULED]);
    const outcomes = (name: string): unknown[] =>
      stepsOf(told, name)
        .filter(({ step }) => step === 'attempt')
        .map(({ error, outcome }) => error?.code ?? outcome);
    expect(outcomes(SCHEDULED)).toEqual(['processed']);
    expect(outcomes('etl.jobs')).toEqual(['lab_retryable', 'processed']);
  });

  it('takes an event that no queue wants yet, and makes a dead letter of it when none does at its time', async () => {
    const { body, status } = await publish('/direct/inf', { deliverAfter: SOON_MS });
    expect(status).toBe(202);
    const letter = await waitFor('the dead letter', async () => {
      const { body: letters } = await get(`${system.workerUrl}/dead-letters?code=unroutable`);
      return (letters as unknown as Record<string, unknown>[])[0];
    });
    expect(letter).toMatchObject({
      ...{ messageId: body.messageId, queue: SCHEDULED },
      failure: {
        code: 'unroutable',
        message: 'no queue is bound to `events.direct` for `inf`; near: `info`',
      },
      ...{ exchange: exchanges.direct.name, routingKey: 'inf' },
    });
  });

  it('counts at GET /scheduled what is ahead, by the hour', async () => {
    const hour = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + 3 * HOUR_MS).toISOString();
    const deliverAt = new Date(Date.parse(hour) + HOUR_MS / 2).toISOString();
    for (let n = 0; n < 3; n += 1) await publish('/fanout', { deliverAt });
    const { body } = await waitFor('three of them', async () => {
      const answer = await get(`${system.workerUrl}/scheduled`);
      const found = (answer.body.hours as Hour[]).find((each) => each.hour === hour);
      return found?.messages === 3 ? answer : undefined;
    });
    const hours = body.hours as Hour[];
    expect(body.overdue).toBe(0);
    expect(body.ahead).toBe(hours.reduce((sum, { messages }) => sum + messages, 0));
    expect(hours.map((each) => each.hour)).toEqual(hours.map((each) => each.hour).sort());
  });

  async function startSecondGateway(): Promise<{ url: string; stop: () => Promise<unknown> }> {
    const gateway = AppProcess.start('gateway', { RABBITMQ_URL: system.vhost.url });
    return { url: await gateway.ready(), stop: () => gateway.stop() };
  }
});
