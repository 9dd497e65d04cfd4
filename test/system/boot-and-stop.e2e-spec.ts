import { topology } from '@warren/contracts';
import {
  AppProcess,
  createVhost,
  get,
  post,
  startSystem,
  waitFor,
  type Vhost,
} from '@warren/testing';
import { connect } from 'amqplib';

describe('booting and stopping', () => {
  let vhost: Vhost;

  beforeEach(async () => {
    vhost = await createVhost();
  });

  afterEach(() => vhost.remove());

  it('lists every bad variable at once and ends with code 1', async () => {
    const gateway = AppProcess.start('gateway', {
      GATEWAY_PORT: 'eight',
      RABBITMQ_URL: 'http://user:secret@host',
      LOG_LEVEL: 'loud',
      PUBLISH_WINDOW: '0',
    });
    expect(await gateway.ended()).toBe(1);
    const said = gateway.plain.join('\n');
    for (const name of ['GATEWAY_PORT', 'RABBITMQ_URL', 'LOG_LEVEL', 'PUBLISH_WINDOW']) {
      expect(said).toContain(`- ${name} `);
    }
    expect(said).not.toContain('secret');
  });

  it.each(['gateway', 'worker'] as const)(
    'stops the boot of the %s when a queue exists with other arguments (I11)',
    async (app) => {
      const connection = await connect(vhost.url);
      const channel = await connection.createChannel();
      await channel.assertQueue('etl.jobs', {
        durable: true,
        arguments: { 'x-queue-type': 'quorum' },
      });
      await connection.close();
      const process = AppProcess.start(app, { RABBITMQ_URL: vhost.url });
      expect(await process.ended()).toBe(1);
      const fatal = process.lines.find(({ level }) => level === 60);
      expect(fatal?.msg).toMatch(
        /^The queue 'etl\.jobs' in vhost '.*' exists with x-[a-z-]+ = none, but the topology declares '.*': either/,
      );
    },
  );

  it('ends with a sentence when its port is taken', async () => {
    const first = AppProcess.start('worker', { RABBITMQ_URL: vhost.url });
    const port = new URL(await first.address()).port;
    const second = AppProcess.start('worker', { RABBITMQ_URL: vhost.url, WORKER_PORT: port });
    expect(await second.ended()).toBe(1);
    expect(second.plain.join('\n')).toContain('EADDRINUSE');
    await first.stop('SIGKILL');
  });

  it('stops on SIGTERM in order: finishes what runs, ends with code 0 (I10)', async () => {
    const system = await startSystem();
    const publishing = Array.from({ length: 200 }, (_, n) =>
      post(`${system.gatewayUrl}/send`, { id: String(n), tipo: 'STOP', payload: {} }),
    );
    const receipts = await Promise.all(publishing);
    const [gatewayCode, workerCode] = await Promise.all([
      system.gateway.stop(),
      system.worker.stop(),
    ]);
    expect([gatewayCode, workerCode]).toEqual([0, 0]);
    const processed = system.worker.lines.filter(({ msg }) => msg === 'processed').length;
    await waitFor('the rest to be back in the queue', async () => {
      const queue = (await system.vhost.management.queues()).find(
        ({ name }) => name === 'mensajes',
      );
      return queue?.messages === receipts.length - processed;
    });
    await system.vhost.remove();
  });

  it('is not ready from the moment it is told to stop', async () => {
    const system = await startSystem();
    const ready = await get(`${system.workerUrl}/readyz?verbose`);
    expect(ready.body).toEqual({
      ready: true,
      checks: {
        broker: { ok: true, detail: 'ready' },
        topology: { ok: true, detail: 'in place' },
        consumers: { ok: true, detail: `${topology.queues.length} attached` },
      },
    });
    await system.stop();
  });
});
