import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { connect, type Channel, type ChannelModel } from 'amqplib';
import { PublishingHarness } from '../../publishing/publishing.harness';

/** The rows are those of the fault matrix in docs/message-loss.md. */
describe('a publisher on a network that fails', () => {
  let vhost: Vhost;
  let harness: PublishingHarness;
  let raw: ChannelModel;
  let channel: Channel;

  beforeEach(async () => {
    vhost = await createVhost();
    raw = await connect(vhost.url);
    channel = await raw.createChannel();
  });

  afterEach(async () => {
    await harness.stop();
    await raw.close();
    await vhost.remove();
  });

  /** The message ids in `mensajes`, taken out of it. */
  async function takeIds(): Promise<unknown[]> {
    const ids: unknown[] = [];
    for (;;) {
      const message = await channel.get('mensajes', { noAck: true });
      if (!message) return ids;
      ids.push(message.properties.messageId);
    }
  }

  it('row 4: refuses at once what it is given after the loss, and nothing of it arrives', async () => {
    harness = await PublishingHarness.start(vhost.url);
    await harness.ready();
    harness.proxy.mode = 'refuse';
    harness.proxy.cut();
    await harness.notReady();
    const started = performance.now();
    expect(await harness.publish('lost')).toBe('refused');
    // At once: it waits for nothing, least of all for the 5 s of an unanswered publish.
    expect(performance.now() - started).toBeLessThan(1_000);
    harness.proxy.mode = 'pass';
    await harness.ready();
    expect(await harness.publish('after')).toBe('confirmed');
    expect(await takeIds()).toEqual(['after']);
  });

  it('row 5: says unknown when the confirm never comes, and the same id may be sent again', async () => {
    harness = await PublishingHarness.start(vhost.url);
    await harness.ready();
    harness.proxy.mode = 'blackhole-down';
    const outcome = harness.publish('m1');
    await waitFor(
      'the message',
      async () => (await channel.checkQueue('mensajes')).messageCount === 1,
    );
    harness.proxy.cut();
    expect(await outcome).toBe('unknown');
    harness.proxy.mode = 'pass';
    await waitFor('a confirm', async () => (await harness.publish('m1')) === 'confirmed');
    expect(new Set(await takeIds())).toEqual(new Set(['m1']));
  });

  it('row 6: says unknown at the deadline, and the late confirm frees its place', async () => {
    harness = await PublishingHarness.start(vhost.url, { publishTimeoutMs: 200, publishWindow: 1 });
    await harness.ready();
    harness.proxy.delayMs = 500;
    expect(await harness.publish('late')).toBe('unknown');
    expect(await harness.publish('no room')).toBe('refused');
    harness.proxy.delayMs = 0;
    await waitFor('room', async () => (await harness.publish('next')) === 'confirmed');
    const ids = await takeIds();
    expect(ids.filter((id) => id === 'late')).toHaveLength(1);
    expect(ids).not.toContain('no room');
  });

  it('row 7: settles every one of 200 in flight, and loses none that are sent again', async () => {
    harness = await PublishingHarness.start(vhost.url);
    await harness.ready();
    harness.proxy.delayMs = 50;
    const ids = Array.from({ length: 200 }, (_, n) => `m${n}`);
    const first = ids.map((id) => harness.publish(id));
    harness.proxy.cut();
    harness.proxy.delayMs = 0;
    const outcomes = await Promise.all(first);
    expect(outcomes).not.toContain('confirmed');
    const again = (id: string) => async (): Promise<boolean> =>
      (await harness.publish(id)) === 'confirmed';
    await Promise.all(ids.map((id) => waitFor(`the confirm of ${id}`, again(id))));
    expect(new Set(await takeIds())).toEqual(new Set(ids));
  });

  it('row 8: gives up on a broker that accepts and says nothing, and tries again', async () => {
    harness = await PublishingHarness.start(vhost.url);
    harness.proxy.mode = 'blackhole-down';
    await waitFor('a first attempt', () => harness.proxy.connections > 0);
    expect(await harness.publish()).toBe('refused');
    harness.proxy.mode = 'pass';
    await harness.ready();
    expect(await harness.publish()).toBe('confirmed');
  });

  it('row 9: notices a silent connection by its heartbeat, and no publish waits beyond its deadline', async () => {
    harness = await PublishingHarness.start(vhost.url, {
      heartbeatSeconds: 1,
      publishTimeoutMs: 500,
    });
    await harness.ready();
    harness.proxy.mode = 'blackhole-down';
    expect(await harness.publish()).toBe('unknown');
    await harness.notReady();
    harness.proxy.mode = 'pass';
    await harness.ready();
    expect(await harness.publish()).toBe('confirmed');
  });

  it('closes within its time on a network that is silent', async () => {
    harness = await PublishingHarness.start(vhost.url, { publishTimeoutMs: 100 });
    await harness.ready();
    harness.proxy.mode = 'blackhole-down';
    expect(await harness.publish()).toBe('unknown');
    const started = performance.now();
    await harness.confirms.onApplicationShutdown();
    // Without its own deadline it would wait for the heartbeat: 20 s and more.
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('refuses what it is given while it closes: nothing of that is sent', async () => {
    harness = await PublishingHarness.start(vhost.url);
    await harness.ready();
    // So that the broker's answer to the close takes its time.
    harness.proxy.delayMs = 200;
    const closing = harness.confirms.onApplicationShutdown();
    const broker = (): string | undefined => harness.readiness.report().checks.broker?.detail;
    await waitFor('the close to begin', () => broker() === 'closed');
    const outcomes = await Promise.all(['a', 'b'].map((id) => harness.publish(id)));
    await closing;
    expect(outcomes).toEqual(['refused', 'refused']);
    expect(await takeIds()).toEqual([]);
  });

  it('row 19: refuses for good what AMQP cannot carry, and the next publish works', async () => {
    harness = await PublishingHarness.start(vhost.url);
    await harness.ready();
    const properties = { messageId: 'bad', mandatory: true, priority: 300 };
    const message = { exchange: '', routingKey: 'mensajes', body: Buffer.from('{}'), properties };
    await expect(harness.confirms.send(message)).rejects.toMatchObject({ code: 'invalid_request' });
    const headers = { big: 'x'.repeat(70_000) };
    await expect(
      harness.confirms.send({ ...message, properties: { messageId: 'big', headers } }),
    ).rejects.toMatchObject({ code: 'invalid_request' });
    expect(await harness.publish('good')).toBe('confirmed');
    expect(await takeIds()).toEqual(['good']);
  });
});
