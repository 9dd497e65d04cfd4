import { exchanges, queues, startOwnBroker, topology, waitFor } from '@warren/testing';
import { connect } from 'amqplib';
import { comparePlan, type BrokerDefinitions } from '../../management/topology/compare-plan';
import { planTopology } from '../declaring/plan-topology';
import { event, PublishingHarness } from '../../publishing/publishing.harness';

/** The rows are those of the fault matrix in docs/message-loss.md. */
describe('a publisher on a broker in trouble', () => {
  let broker: Awaited<ReturnType<typeof startOwnBroker>>;
  let harness: PublishingHarness;

  beforeAll(async () => {
    broker = await startOwnBroker();
  });

  afterEach(() => harness.stop());

  afterAll(() => broker.discard());

  it('row 10: refuses at once under a memory alarm, says so, and comes back by itself', async () => {
    harness = await PublishingHarness.start(broker.url, { publishTimeoutMs: 1_000 });
    await harness.ready();
    await broker.rabbitmqctl(['set_vm_memory_high_watermark', '0.00001']);
    // Without a publish of ours: the first one is refused, and none is left without an answer.
    await waitFor('the alarm to be known', () => harness.confirms.isBlocked);
    expect(await harness.publish()).toBe('refused');
    expect(harness.readiness.report()).toMatchObject({
      ready: false,
      checks: { broker: { detail: 'blocked' } },
    });
    const outcomes = await Promise.all(Array.from({ length: 2_000 }, () => harness.publish()));
    expect(new Set(outcomes)).toEqual(new Set(['refused']));
    await broker.rabbitmqctl(['set_vm_memory_high_watermark', '0.4']);
    await harness.ready();
    expect(await harness.publish()).toBe('confirmed');
  });

  it('row 10: refuses the very first publish of a process that starts under an alarm', async () => {
    await broker.rabbitmqctl(['set_vm_memory_high_watermark', '0.00001']);
    harness = await PublishingHarness.start(broker.url, { publishTimeoutMs: 30_000 });
    await waitFor('the connection', () => harness.confirms.isConnected);
    const outcome = harness.publish();
    // It must not wait for the deadline: one that was sent would end `unknown`.
    expect(await outcome).toBe('refused');
    await broker.rabbitmqctl(['set_vm_memory_high_watermark', '0.4']);
    await harness.ready();
    expect(await harness.publish()).toBe('confirmed');
  });

  it('row 14: fails clearly without the permission to write, without a storm of connections', async () => {
    harness = await PublishingHarness.start(broker.url);
    await harness.ready();
    await broker.rabbitmqctl(['set_permissions', '-p', '/', broker.username, '.*', '^$', '.*']);
    await waitFor(
      'the permission to be noticed',
      async () => (await harness.publish()) !== 'confirmed',
    );
    let connections = 0;
    let were = harness.proxy.connections;
    const until = Date.now() + 3_000;
    while (Date.now() < until) {
      await harness.publish();
      const are = harness.proxy.connections;
      if (are > were) connections += are - were;
      were = are;
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Its waits double: 0.25, 0.5, 1, 2 s. Without them it would be hundreds.
    expect(connections).toBeLessThan(10);
    await broker.rabbitmqctl(['set_permissions', '-p', '/', broker.username, '.*', '.*', '.*']);
    await waitFor(
      'the permission to be back',
      async () => (await harness.publish()) === 'confirmed',
    );
  });

  it('row 16: is confirmed when one of two bound queues is gone, and verifying the topology finds it', async () => {
    harness = await PublishingHarness.start(broker.url);
    await harness.ready();
    const connection = await connect(broker.url);
    const channel = await connection.createChannel();
    await channel.deleteQueue('orders.audit');
    const receipt = await harness.publisher.publish(exchanges.topic, 'orders.eu.created', event);
    expect(receipt.outcome).toBe('confirmed');
    const response = await fetch(`${broker.managementUrl}/api/definitions/%2F`, {
      headers: { authorization: `Basic ${btoa(`${broker.username}:${broker.password}`)}` },
    });
    const definitions = (await response.json()) as BrokerDefinitions;
    expect(comparePlan(planTopology(topology), definitions)).toContain(
      "queue 'orders.audit' is missing",
    );
    await connection.close();
  });

  it('row 32: says unknown or refused while the broker is killed, and loses nothing that was confirmed', async () => {
    harness = await PublishingHarness.start(broker.url);
    await harness.ready();
    await broker.writeDown();
    const confirmed = new Set<string>();
    let next = 0;
    const lane = async (): Promise<void> => {
      while (confirmed.size < 2_000) {
        const id = `m${next++}`;
        if ((await harness.publish(id)) === 'confirmed') confirmed.add(id);
        else await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const lanes = Promise.all(Array.from({ length: 32 }, lane));
    await waitFor('some to be confirmed', () => confirmed.size > 200);
    broker.kill('SIGKILL');
    await broker.restart();
    await lanes;
    const connection = await connect(broker.url);
    const channel = await connection.createChannel();
    const kept = new Set<unknown>();
    await channel.consume('mensajes', (message) => kept.add(message?.properties.messageId), {
      noAck: true,
    });
    await waitFor('every confirmed message', () => [...confirmed].every((id) => kept.has(id)));
    expect(confirmed.size).toBeGreaterThanOrEqual(2_000);
    await connection.close();
  });

  it('sends what is too large once at most, and every other message continues (I16)', async () => {
    // RabbitMQ 3 reads the first, RabbitMQ 4 the second.
    for (const limit of ['application:set_env(rabbit, ', 'persistent_term:put('])
      await broker.rabbitmqctl(['eval', `${limit}max_message_size, 300000).`]);
    harness = await PublishingHarness.start(broker.url);
    await harness.ready();
    const { confirms } = harness;
    const send = (bytes: number): Promise<unknown> =>
      confirms
        .send({
          ...{ exchange: '', routingKey: queues.mensajes.name, body: Buffer.alloc(bytes) },
          properties: { messageId: 'm', persistent: true, mandatory: true },
        })
        .catch((error: unknown) => error);
    expect(confirms.maxMessageBytes).toBeGreaterThan(300_000);
    // The broker closes the channel, and says what it takes.
    expect(await send(300_001)).toMatchObject({ kind: 'unknown' });
    expect(confirms.maxMessageBytes).toBe(300_000);
    await waitFor('the next connection', async () => {
      return ((await send(1)) as { kind?: string }).kind === 'confirmed';
    });
    const { connections } = harness.proxy;
    const outcomes = await Promise.all([send(300_001), send(300_000), send(1_000_000), send(1)]);
    expect(outcomes).toMatchObject([
      { code: 'too_large' },
      { kind: 'confirmed' },
      { code: 'too_large' },
      { kind: 'confirmed' },
    ]);
    expect(harness.proxy.connections).toBe(connections);
  });
});
