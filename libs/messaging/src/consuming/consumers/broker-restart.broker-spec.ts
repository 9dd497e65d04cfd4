import { createVhost, startOwnBroker, waitFor } from '@warren/testing';
import { ConsumingHarness, event } from '../consuming.harness';

describe('the consumers while the broker restarts', () => {
  it('lose nothing that was confirmed, and each message has one effect: first stopped, then killed, under load (row 32)', async () => {
    const broker = await startOwnBroker();
    const harness = await ConsumingHarness.start({}, { vhost: await createVhost(broker) });
    const { journal, publisher } = harness;
    const confirmed = new Set<string>();
    const attempted = new Set<string>();
    let isOver = false;
    const lane = async (_: unknown, lane: number): Promise<void> => {
      for (let n = 0; !isOver; n += 1) {
        const messageId = `${lane}-${n}`;
        attempted.add(messageId);
        const { kind } = await publisher.send({
          exchange: '',
          routingKey: 'first',
          body: Buffer.from(event(messageId)),
          properties: { messageId, mandatory: true, persistent: true },
        });
        if (kind === 'confirmed') confirmed.add(messageId);
        else await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    const lanes = Promise.all(Array.from({ length: 4 }, lane));
    const some = async (): Promise<void> => {
      const goal = confirmed.size + 200;
      await waitFor('confirms', () => confirmed.size >= goal);
    };
    await some();
    await broker.rabbitmqctl(['stop_app']);
    await broker.rabbitmqctl(['start_app']);
    await some();
    broker.kill('SIGKILL');
    await broker.restart();
    await some();
    isOver = true;
    await lanes;
    await waitFor('every confirmed message', () => {
      const done = new Set(journal.idsOf('first'));
      return [...confirmed].every((id) => done.has(id));
    });
    await harness.ready();
    const done = journal.idsOf('first');
    expect(new Set(done).size).toBe(done.length);
    expect(done.filter((id) => !attempted.has(id))).toEqual([]);
    expect(harness.first.counts).toMatchObject({ retried: 0, deadLettered: 0 });
    await harness.stop();
    await broker.discard();
  });
});
