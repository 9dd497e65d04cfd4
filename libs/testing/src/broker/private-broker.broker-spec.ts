import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrokerInUseError } from '../../../../tools/broker/broker-record';
import { startPrivateBroker, type PrivateBroker } from '../../../../tools/broker/private-broker';

describe('a private broker', () => {
  let dataDir: string;
  let endings = 0;
  const brokers: PrivateBroker[] = [];

  beforeAll(async () => (dataDir = await mkdtemp(join(tmpdir(), 'warren-two-starts-'))));
  afterAll(async () => {
    for (const broker of brokers) await broker.discard();
    await rm(dataDir, { recursive: true, force: true });
  });

  const start = async (): Promise<PrivateBroker> => {
    const onExit = (): void => void (endings += 1);
    const broker = await startPrivateBroker({ dataDir, amqpPort: 0, managementPort: 0, onExit });
    brokers.push(broker);
    return broker;
  };
  const recordedPid = async (): Promise<number> =>
    (JSON.parse(await readFile(join(dataDir, 'broker.json'), 'utf8')) as Recorded).broker.pid;

  it('is one VM when two starts come at once in one folder, and the other start names it', async () => {
    const outcomes = await Promise.allSettled([start(), start()]);
    const reasons = outcomes.flatMap((each): unknown[] =>
      each.status === 'rejected' ? [each.reason] : [],
    );
    expect(reasons).toEqual([expect.any(BrokerInUseError)]);
    const [{ record }] = reasons as [BrokerInUseError];
    expect(record.url).toBe(brokers[0]?.url);
    expect(await recordedPid()).toBe(brokers[0]?.pid);
  });

  it('stays the only one while its VM is down and about to be restarted', async () => {
    const [broker] = brokers as [PrivateBroker];
    broker.kill('SIGKILL');
    while (endings === 0) await new Promise((resolve) => setImmediate(resolve));
    const other = start().catch((error: unknown) => error);
    await broker.restart();
    expect(await other).toBeInstanceOf(BrokerInUseError);
    expect(await recordedPid()).toBe(broker.pid);
  });

  it('lets another start run the data once it is stopped', async () => {
    const [first] = brokers as [PrivateBroker];
    await first.stop();
    const second = await start();
    await first.stop();
    expect(await recordedPid()).toBe(second.pid);
  });
});

interface Recorded {
  readonly broker: { readonly pid: number };
}
