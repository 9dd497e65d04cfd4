import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import { topology, waitFor } from '@warren/testing';
import { openConnection } from '../connection/open-connection';
import { MessagingConfig } from '../connection/messaging.config';
import { TopologyKeeper } from './topology-keeper';

jest.mock('../connection/open-connection');

const EXCHANGE = 'events.topic';
const QUEUE = 'mensajes';

/** RabbitMQ's refusals, as amqplib words them. */
const refusals = {
  mismatch: (kind: 'exchange' | 'queue', name: string) =>
    refusal(
      406,
      `PRECONDITION_FAILED - inequivalent arg 'type' for ${kind} '${name}' in vhost '/': received 'a' but current is 'b'`,
    ),
  missing: refusal(404, `NOT_FOUND - no queue '${QUEUE}' in vhost '/'`),
  nodeDown: refusal(
    404,
    `NOT_FOUND - home node 'rabbit@b' of durable queue '${QUEUE}' in vhost '/' is down or inaccessible`,
  ),
};

describe('keeping the topology as declared', () => {
  /** What the broker says to a declaration of that name; absent: it agrees. */
  const answers = new Map<string, () => Promise<void>>();
  const asked: string[] = [];
  const onMismatch = jest.fn();
  let keeper: TopologyKeeper;

  function start(topologyMode: MessagingConfig['topologyMode'] = 'declare'): void {
    keeper = new TopologyKeeper(topology, Object.assign(new MessagingConfig(), { topologyMode }));
    keeper.whenMismatched(onMismatch);
    keeper.moveTo('amqp://a');
  }

  function refuse(name: string, error: Error): void {
    answers.set(name, () => Promise.reject(error));
  }

  beforeEach(() => {
    jest.useRealTimers();
    answers.clear();
    asked.length = 0;
    onMismatch.mockReset();
    const answer = (name: string): Promise<void> => {
      asked.push(name);
      return answers.get(name)?.() ?? Promise.resolve();
    };
    jest.mocked(openConnection).mockImplementation(() => Promise.resolve(fakeConnection(answer)));
  });

  afterEach(() => keeper.close());

  it.each([
    ['queue', QUEUE],
    ['exchange', EXCHANGE],
  ] as const)('ends a process that starts when a %s contradicts (I11)', async (kind, name) => {
    start();
    refuse(name, refusals.mismatch(kind, name));
    await expect(keeper.ensure()).rejects.toThrow(`The ${kind} '${name}'`);
    expect(onMismatch).toHaveBeenCalledTimes(1);
  });

  it('ends no process that runs when a queue contradicts: it is unavailable until it is right', async () => {
    start();
    await keeper.ensure();
    refuse(QUEUE, refusals.mismatch('queue', QUEUE));
    await expect(keeper.ensureQueue(QUEUE)).rejects.toThrow(`The queue '${QUEUE}'`);
    await keeper.ensure();
    expect(onMismatch).not.toHaveBeenCalled();
    expect(keeper.whyUnavailable(QUEUE)).toMatch(`The queue '${QUEUE}' in vhost '/' exists with`);
    expect(keeper.check()).toEqual({ ok: true, detail: `degraded: unavailable: ${QUEUE}` });
    answers.clear();
    await waitFor('it to be tried again', () => keeper.whyUnavailable(QUEUE) === undefined);
    expect(keeper.check()).toEqual({ ok: true, detail: 'in place' });
  });

  it('ends no process that runs when an exchange contradicts; right again, its queues are bound again', async () => {
    start();
    await keeper.ensure();
    refuse(EXCHANGE, refusals.mismatch('exchange', EXCHANGE));
    await keeper.ensure();
    expect(onMismatch).not.toHaveBeenCalled();
    const degraded = { ok: true, detail: `degraded: unavailable: exchange ${EXCHANGE}` };
    expect(keeper.check()).toEqual(degraded);
    answers.clear();
    asked.length = 0;
    await waitFor('it to be tried again', () => keeper.check().detail === 'in place');
    await waitFor('the queues', () => asked.includes(QUEUE));
  });

  it.each([
    ['missing', false, `missing: ${QUEUE}`],
    ['nodeDown', true, `degraded: unavailable: ${QUEUE}`],
  ] as const)('checks only: a queue that is %s is well: %s', async (which, ok, detail) => {
    start('check');
    refuse(QUEUE, refusals[which]);
    await keeper.ensure();
    expect(keeper.check()).toEqual({ ok, detail });
  });

  it.each([
    ['one queue', [QUEUE]],
    ['several', [QUEUE, 'schedule.log', 'journal']],
  ])('asks again, on another connection, what is never answered of %s', async (_, names) => {
    jest.useFakeTimers();
    start();
    for (const name of names) answers.set(name, () => new Promise(() => undefined));
    const opened = jest.mocked(openConnection).mock.calls.length;
    void keeper.ensure();
    await jest.advanceTimersByTimeAsync(29_000);
    for (const name of names) expect(asked.filter((each) => each === name)).toHaveLength(1);
    expect(jest.mocked(openConnection).mock.calls.length).toBe(opened + 1);
    answers.clear();
    await jest.advanceTimersByTimeAsync(20_000);
    jest.useRealTimers();
    await waitFor('all to be there', () => keeper.check().detail === 'in place');
    expect(jest.mocked(openConnection).mock.calls.length).toBeGreaterThan(opened + 1);
  });

  it('names a queue that it may not declare, and why; all else works', async () => {
    start();
    refuse(QUEUE, refusal(403, `ACCESS_REFUSED - access to queue '${QUEUE}' in vhost '/' refused`));
    await keeper.ensure();
    const detail = `degraded: unavailable: ${QUEUE} (no permission)`;
    expect(keeper.check()).toEqual({ ok: true, detail });
  });

  it.each([
    ['is in place', [QUEUE], []],
    ['lacks a queue', [], [QUEUE]],
  ])('logs that it %s once, however often the connection comes back', async (_, right, wrong) => {
    const log = jest.spyOn(Logger.prototype, 'log').mockReturnValue();
    const said = (): string[] => log.mock.calls.map(([, words]) => String(words));
    start();
    for (const name of wrong) refuse(name, refusals.nodeDown);
    for (const url of ['amqp://b', 'amqp://b', 'amqp://a']) {
      await keeper.ensure();
      keeper.moveTo(url);
    }
    const first = wrong.length > 0 ? `degraded: unavailable: ${QUEUE}` : 'in place';
    expect(said().filter((each) => each.startsWith('topology'))).toEqual([`topology ${first}`]);
    for (const name of right) refuse(name, refusals.nodeDown);
    for (const name of wrong) answers.delete(name);
    await waitFor('the other to be logged', async () => {
      await keeper.ensure();
      return said().filter((each) => each.startsWith('topology')).length > 1;
    });
    log.mockRestore();
  });

  it('asks another node everything again, and forgets what the node before never answered', async () => {
    start();
    answers.set(QUEUE, () => new Promise(() => undefined));
    const before = keeper.ensure();
    await waitFor('it to be asked', () => asked.includes(QUEUE));
    answers.clear();
    keeper.moveTo('amqp://b');
    await keeper.ensure();
    expect(asked.filter((name) => name === QUEUE)).toHaveLength(2);
    await before;
    expect(keeper.check()).toEqual({ ok: true, detail: 'in place' });
  });
});

function refusal(code: number, message: string): Error {
  return Object.assign(new Error(`Operation failed: ${code} with message "${message}"`), { code });
}

type Connection = Awaited<ReturnType<typeof openConnection>>;

function fakeConnection(answer: (name: string) => Promise<void>): Connection {
  const agree = (): Promise<void> => Promise.resolve();
  const methods = {
    ...{ assertExchange: answer, assertQueue: answer, checkExchange: answer, checkQueue: answer },
    ...{ bindExchange: agree, bindQueue: agree, close: agree },
  };
  const createChannel = (): Promise<EventEmitter> =>
    Promise.resolve(Object.assign(new EventEmitter(), methods));
  const connection = Object.assign(new EventEmitter(), { createChannel, close: agree });
  return connection as unknown as Connection;
}
