import { queues } from '@warren/contracts';
import { eachOf, get, post, waitFor, type Answer } from '@warren/testing';
import { readRepository } from '../prove/read-repositories.harness';
import { TwoOfEach } from './two-of-each.harness';

const COUNT = 30;
const { mensajes, ordersAudit } = queues;

describe('two gateways and two workers', () => {
  let two: TwoOfEach;

  beforeAll(async () => {
    two = await TwoOfEach.start();
  });

  afterAll(() => two.stop());

  const once = (ids: readonly string[]): number[] => ids.map(() => 1);

  const publish = (gateway: string | undefined, key: string): Promise<Answer> =>
    post(`${gateway}/send`, { id: key, tipo: 'KEY', payload: {} }, 'application/json', {
      'idempotency-key': key,
    });

  it('take an event with one Idempotency-Key as one message, and handle it once when it is known', async () => {
    const keys = [...Array(COUNT).keys()].map((n) => `known-${n}`);
    const [one, other] = two.system.gatewayUrls;
    const answers = await eachOf(keys, 5, async (key) => {
      const first = await publish(one, key);
      const id = String(first.body.messageId);
      await waitFor('the first to be known everywhere', async () => {
        const shown = await Promise.all(two.workers.map((each) => get(`${each}/messages/${id}`)));
        return shown.every(({ status }) => status === 200);
      });
      const again = await Promise.all([publish(one, key), publish(other, key)]);
      return [first, ...again].map(({ body }) => String(body.messageId));
    });
    expect(new Set(answers.flat()).size).toBe(COUNT);
    const ids = answers.map(([id = '']) => id);
    expect(await two.timesInAll(ids)).toEqual(once(ids));
  });

  it('show an event once that one Idempotency-Key brought to both gateways at once (row 49) (I12)', async () => {
    const keys = [...Array(COUNT).keys()].map((n) => `at-once-${n}`);
    const answers = await eachOf(keys, 5, (key) =>
      Promise.all(two.system.gatewayUrls.map((gateway) => publish(gateway, key))),
    );
    expect(answers.flat().map(({ status }) => status)).toEqual(answers.flat().map(() => 202));
    const ids = answers.map(([first]) => String(first?.body.messageId));
    expect(new Set(answers.flat().map(({ body }) => body.messageId)).size).toBe(COUNT);
    await two.timesInAll(ids);
    for (const worker of two.workers) {
      const shown = await readRepository(worker);
      const times = ids.map((id) => shown.filter((each) => each.endsWith(` ${id}`)).length);
      expect(times).toEqual(once(ids));
    }
  });

  it('replay each event once when both are asked at once, one of them being refused or done (row 48) (I17)', async () => {
    const order = { to: ordersAudit.name, queues: [mensajes.name], force: true, run: 'both' };
    const replay = (worker: string): Promise<Answer> =>
      post(`${worker}/replay`, { from: 'first', ...order, reason: 'both at once' });
    const [one, other] = two.workers;
    const originals = new Set(
      (await readRepository(one)).filter((each) => each.startsWith(`${mensajes.name} `)),
    );
    const answers = await Promise.all([replay(one), replay(other)]);
    const codes = answers.map(({ body, status }) => (status === 200 ? 'done' : body.code));
    expect(codes).toContain('done');
    expect(codes.filter((code) => code !== 'done' && code !== 'replay_in_progress')).toEqual([]);
    await waitFor('the other one to have its turn', async () => {
      return (await replay(other)).status === 200;
    });
    const copies = await waitFor('the copies', async () => {
      const shown = await readRepository(other);
      const found = shown.filter((each) => each.startsWith(`${ordersAudit.name} `));
      return found.length >= originals.size ? found : undefined;
    });
    expect(copies).toHaveLength(originals.size);
    const ids = copies.map((each) => each.split(' ')[1] ?? '');
    expect(await two.timesProcessed(ids, ordersAudit.name)).toEqual(once(ids));
  });

  it('continue with a queue that one of the workers has paused, and share it again', async () => {
    const [one] = two.workers;
    expect((await post(`${one}/consumers/${mensajes.name}/pause`, {})).status).toBeLessThan(300);
    const event = { id: 'p', tipo: 'PAUSED', payload: {} };
    const ids = await eachOf([...Array(COUNT).keys()], 5, (n) => two.send(n, event));
    expect(await two.timesInAll(ids)).toEqual(once(ids));
    expect((await post(`${one}/consumers/${mensajes.name}/resume`, {})).status).toBeLessThan(300);
  });

  it('deliver later once what both were given, though a worker is killed before it is due', async () => {
    const event = { id: 'l', tipo: 'LATER', payload: {}, options: { deliverAfter: 2_000 } };
    const extra = await two.startWorker();
    const ids = await eachOf([...Array(COUNT).keys()], 5, (n) => two.send(n, event));
    await extra.stop('SIGKILL');
    expect(await two.timesInAll(ids)).toEqual(once(ids));
  });
});
