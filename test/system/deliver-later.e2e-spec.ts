import { exchanges } from '@warren/contracts';
import { AppProcess, post, waitFor } from '@warren/testing';
import { event, LaterSystem, SCHEDULED, SOON_MS, stepsOf } from './deliver-later.harness';

/** A machine with other work is late at one moment and not at the next. */
const SLOW_MACHINE_FACTOR = 20;

describe('delivering later', () => {
  let system: LaterSystem;

  beforeAll(async () => {
    system = await LaterSystem.start();
  });

  afterAll(() => system.stop());

  it.each([
    ['/send', {}, ['mensajes']],
    ['/direct/info', {}, ['logs.info']],
    ['/topic/orders.eu.created', {}, ['orders.audit', 'orders.created']],
    ['/fanout', {}, ['notifications.email', 'notifications.push', 'notifications.sms']],
    ['/logs', {}, ['logs.lines', 'logs.alerts']],
    ['/headers', { headers: { lang: 'es' } }, ['greetings.es']],
  ])(
    'works on %s (%j): 202 at once, and from its time on the event is in %j and no other queue',
    async (path, options, expected) => {
      const sentAt = Date.now();
      const { body, status } = await system.publish(path, { ...options, deliverAfter: SOON_MS });
      expect(status).toBe(202);
      expect(body).toMatchObject({ outcome: 'confirmed' });
      const dueAt = Date.parse(String(body.deliverAt));
      expect(dueAt).toBeGreaterThanOrEqual(sentAt + SOON_MS);
      expect(dueAt).toBeLessThanOrEqual(Date.now() + SOON_MS);
      await system.untilEmpty();
      const story = await system.storyIn(body.messageId, [...expected, SCHEDULED]);
      const usualMs = await system.timeWithoutDelay();
      expect(story.map(({ queue }) => queue).sort()).toEqual([...expected, SCHEDULED].sort());
      for (const { queue, steps } of story) {
        if (queue === SCHEDULED) continue;
        const [relay, run] = ['relayed', 'attempt'].map((name) =>
          Date.parse(steps.find(({ step }) => step === name)?.at ?? ''),
        );
        expect(relay).toBeGreaterThanOrEqual(dueAt);
        expect(run).toBeGreaterThanOrEqual(dueAt);
        expect(run).toBeLessThanOrEqual(dueAt + 1_000 + SLOW_MACHINE_FACTOR * usualMs);
      }
    },
  );

  it('has a true story: put off until then, waited for its time, relayed, then in its queue', async () => {
    const { body } = await system.publish('/direct/info', { deliverAfter: SOON_MS });
    const story = await system.storyIn(body.messageId, ['logs.info', SCHEDULED]);
    const brief = (name: string): string[][] =>
      stepsOf(story, name).map(({ handler, step, where }) => [step, where ?? handler ?? '']);
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
    const steps = stepsOf(story, 'logs.info');
    expect(steps[1]?.until).toBe(body.deliverAt);
    expect(steps[2]?.durationMs).toBeGreaterThanOrEqual(SOON_MS - 1);
    expect(steps[4]?.at).toBe(steps[3]?.at);
  });

  it('gives a repeat with the same Idempotency-Key the same answer, and delivers once', async () => {
    const key = { 'idempotency-key': 'later-1' };
    const first = await system.publish('/send', { deliverAfter: SOON_MS }, key);
    const second = await system.publish('/send', { deliverAfter: SOON_MS }, key);
    expect(first.status).toBe(202);
    expect(second).toMatchObject({ status: 202, body: first.body });
    expect(await system.publish('/send', { deliverAfter: SOON_MS + 1 }, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    await system.storyIn(first.body.messageId, ['mensajes', SCHEDULED]);
    await system.untilEmpty();
    const story = await system.storyIn(first.body.messageId, ['mensajes', SCHEDULED]);
    const attempts = story.flatMap(({ steps }) => steps.filter(({ step }) => step === 'attempt'));
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
    await system.storyIn(first, ['mensajes', SCHEDULED]);
    const { body: consumer } = await waitFor('the second to be known', async () => {
      const answer = await system.ask(`/consumers/${SCHEDULED}`);
      return (answer.body.counts as { duplicates: number }).duplicates > 0 ? answer : undefined;
    });
    expect(consumer.counts).toMatchObject({ duplicates: 1 });
    const story = await system.storyIn(first, ['mensajes']);
    expect(stepsOf(story, 'mensajes').filter(({ step }) => step === 'attempt')).toHaveLength(1);
    await other.stop();
  });

  it('lets an event fail in its own handler and not in the relay, when it asks to', async () => {
    const lab = { ...event, payload: { lab: { fail: 'retryable', attempts: 1 } } };
    const { body } = await system.publish('/direct/etl.job', { deliverAfter: SOON_MS }, {}, lab);
    const story = await system.storyIn(body.messageId, ['etl.jobs', SCHEDULED]);
    const outcomes = (name: string): unknown[] =>
      stepsOf(story, name)
        .filter(({ step }) => step === 'attempt')
        .map(({ error, outcome }) => error?.code ?? outcome);
    expect(outcomes(SCHEDULED)).toEqual(['processed']);
    expect(outcomes('etl.jobs')).toEqual(['lab_retryable', 'processed']);
  });

  it('takes an event that no queue wants yet, and makes a dead letter of it when none does at its time', async () => {
    const { body, status } = await system.publish('/direct/inf', { deliverAfter: SOON_MS });
    expect(status).toBe(202);
    const letter = await waitFor('the dead letter', async () => {
      const { body: letters } = await system.ask('/dead-letters?code=unroutable');
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

  async function startSecondGateway(): Promise<{ url: string; stop: () => Promise<unknown> }> {
    const gateway = AppProcess.start('gateway', { RABBITMQ_URL: system.brokerUrl });
    return { url: await gateway.ready(), stop: () => gateway.stop() };
  }
});
