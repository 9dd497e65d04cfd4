import { join } from 'node:path';
import { topology } from '@warren/contracts';
import { ManagementConfig, MessagingConfig, verifyTopology } from '@warren/messaging';
import type { ReadinessReport } from '@warren/platform';
import {
  AppProcess,
  createVhost,
  get,
  post,
  startSystem,
  testBroker,
  waitFor,
  type RunningSystem,
  type Vhost,
} from '@warren/testing';
import { connect } from 'amqplib';

const HOLD_HANDLER = join(__dirname, 'hold-handler.js');

/** What `topology verify` would say. */
async function differencesOf({ vhost }: RunningSystem): Promise<readonly string[]> {
  const { managementUrl } = testBroker();
  const { differences } = await verifyTopology(
    topology,
    Object.assign(new MessagingConfig(), { url: vhost.url }),
    Object.assign(new ManagementConfig(), { url: managementUrl }),
  );
  return differences;
}

describe('booting and stopping', () => {
  let vhost: Vhost;

  beforeEach(async () => {
    vhost = await createVhost();
  });

  afterEach(() => vhost.remove());

  it('lists every bad variable at once and ends with code 78', async () => {
    const gateway = AppProcess.start('gateway', {
      GATEWAY_PORT: 'eight',
      RABBITMQ_URL: 'http://user:secret@host',
      LOG_LEVEL: 'loud',
      PUBLISH_WINDOW: '0',
    });
    expect(await gateway.ended()).toBe(78);
    const said = gateway.plain.join('\n');
    for (const name of ['GATEWAY_PORT', 'RABBITMQ_URL', 'LOG_LEVEL', 'PUBLISH_WINDOW']) {
      expect(said).toContain(`- ${name} `);
    }
    expect(said).not.toContain('secret');
  });

  it.each(['gateway', 'worker'] as const)(
    'stops the boot of the %s when a queue exists with other arguments (I11) (row 30)',
    async (app) => {
      const connection = await connect(vhost.url);
      const channel = await connection.createChannel();
      await channel.assertQueue('etl.jobs', {
        durable: true,
        arguments: { 'x-queue-type': 'quorum' },
      });
      await connection.close();
      const process = AppProcess.start(app, { RABBITMQ_URL: vhost.url });
      expect(await process.ended()).toBe(78);
      const fatal = process.lines.filter(({ level }) => level === 60);
      expect(fatal).toHaveLength(1);
      expect(process.plain).toHaveLength(1);
      // Said once, and last.
      expect(JSON.stringify(process.lines)).not.toContain('exists with');
      expect(process.plain[0]).toMatch(
        /^The queue 'etl\.jobs' in vhost '.*' exists with x-[a-z-]+ = none, but the topology declares '.*': either/,
      );
    },
  );

  it('ends with a sentence when its port is taken', async () => {
    const first = AppProcess.start('worker', { RABBITMQ_URL: vhost.url });
    const port = new URL(await first.address()).port;
    const second = AppProcess.start('worker', { RABBITMQ_URL: vhost.url, WORKER_PORT: port });
    expect(await second.ended()).toBe(78);
    expect(second.plain.join('\n')).toContain('EADDRINUSE');
    await first.stop('SIGKILL');
  });

  it('is not ready, begins nothing new and finishes what runs, then ends with code 0 (I10) (row 39)', async () => {
    const system = await startSystem({ NODE_OPTIONS: `--require ${HOLD_HANDLER}` });
    const { gatewayUrl, worker, workerUrl } = system;
    const send = async (tipo: string): Promise<string> => {
      const { body } = await post(`${gatewayUrl}/send`, { id: '1', tipo, payload: {} });
      return String(body.messageId);
    };
    // Also with the queues that the processes have for themselves.
    expect(await differencesOf(system)).toEqual([]);
    expect((await get(`${workerUrl}/readyz?verbose`)).body).toEqual({
      ready: true,
      checks: {
        broker: { ok: true, detail: 'ready' },
        topology: { ok: true, detail: 'in place' },
        consumers: { ok: true, detail: `${topology.queues.length} attached` },
        commands: { ok: true, detail: 'attached' },
        journal: { ok: true, detail: 'followed' },
        'schedule log': { ok: true, detail: 'followed' },
        'open records': { ok: true, detail: expect.stringMatching(/^0 dead letters/) as unknown },
        clock: { ok: true, detail: expect.any(String) as unknown },
        'dead letters': { ok: true, detail: 'attached' },
      },
    });
    const held = await send('HOLD');
    await waitFor('its handler to run', () => idsOf(worker, 'held').includes(held));

    const ended = worker.stop();
    const { checks } = await waitFor('it to be not ready', async () => {
      const { body } = await get(`${workerUrl}/readyz`);
      return (body as Partial<ReadinessReport>).checks?.consumers?.ok === false ? body : undefined;
    });
    expect(checks).toMatchObject({ process: { ok: false, detail: 'stopping' } });
    expect(idsOf(worker, 'processed')).toEqual([]);
    const late = await send('LATE');

    expect(await ended).toBe(0);
    expect(idsOf(worker, 'processed')).toEqual([held]);
    await waitFor('the late one alone to be in its queue', async () => {
      const queues = await system.vhost.management.queues();
      return queues.find(({ name }) => name === 'mensajes')?.messages === 1;
    });
    const [left] = await system.vhost.management.peek('mensajes', 2);
    expect(left?.properties.message_id).toBe(late);
    await system.stop();
  });

  it('stops both apps in the midst of their work, and each event is processed or still there', async () => {
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
    const processed = idsOf(system.worker, 'processed').length;
    await waitFor('the rest to be back in the queue', async () => {
      const queue = (await system.vhost.management.queues()).find(
        ({ name }) => name === 'mensajes',
      );
      return queue?.messages === receipts.length - processed;
    });
    await system.vhost.remove();
  });
});

/** The message ids of an app's log lines that say this. */
function idsOf({ lines }: AppProcess, said: string): (string | undefined)[] {
  return lines.filter(({ msg }) => msg === said).map(({ messageId }) => messageId);
}
