import { queues } from '@warren/contracts';
import { AppProcess, createVhost, get, type Vhost } from '@warren/testing';
import { connect } from 'amqplib';

const { logsError, logsInfo, logsWarning, mensajes } = queues;

describe('a worker for some of the queues', () => {
  let vhost: Vhost;

  beforeEach(async () => {
    vhost = await createVhost();
  });

  afterEach(() => vhost.remove());

  it('consumes those in WORKER_QUEUES beside one that consumes all', async () => {
    const all = AppProcess.start('worker', { RABBITMQ_URL: vhost.url });
    const some = AppProcess.start('worker', {
      RABBITMQ_URL: vhost.url,
      WORKER_QUEUES: `${logsInfo.name}, ${logsError.name}`,
    });
    const [, url] = await Promise.all([all.ready(), some.ready()]);

    const list = (await get(`${url}/consumers`)).body as unknown as { queue: string }[];
    expect(list.map(({ queue }) => queue)).toEqual([logsError.name, logsInfo.name]);
    expect((await get(`${url}/consumers/${mensajes.name}`)).status).toBe(404);
    expect(await countConsumers(logsInfo, logsError, logsWarning, mensajes)).toEqual([2, 2, 1, 1]);
    expect(await Promise.all([all.stop(), some.stop()])).toEqual([0, 0]);
  });

  it('stops the boot when WORKER_QUEUES names an undeclared queue (I11)', async () => {
    const settings = { RABBITMQ_URL: vhost.url, WORKER_QUEUES: 'logs.info,mensaje' };
    const mistaken = AppProcess.start('worker', settings);
    expect(await mistaken.ended()).toBe(78);
    expect(mistaken.plain.join('\n')).toContain(
      "- queue 'mensaje' is to be consumed here, but the topology does not declare it",
    );
  });

  async function countConsumers(...some: { name: string }[]): Promise<number[]> {
    const connection = await connect(vhost.url);
    const channel = await connection.createChannel();
    const counts: number[] = [];
    for (const { name } of some) counts.push((await channel.checkQueue(name)).consumerCount);
    await connection.close();
    return counts;
  }
});
