import { retryQueue, stageQueues } from '@warren/model';
import { topology } from '@warren/testing';
import { findLeftOvers, type LeftOvers } from './find-left-overs';
import { planTopology } from '../../amqp/declaring/plan-topology';

const plan = planTopology(topology);
const find = (...names: [string, number?][]): LeftOvers =>
  findLeftOvers(
    topology,
    plan,
    names.map(([name, messages]) => ({ name, messages })),
    'shop',
  );

describe('queues that an earlier topology left over', () => {
  it('are those of a wait that no policy has, and of other delay stages, with the command that deletes them', () => {
    const { empty, inUse } = find(
      ['etl.jobs.retry.77s', 0],
      ['delay.07', 0],
      ['delay.stage.99', 0],
    );
    expect(inUse).toEqual([]);
    expect(empty).toEqual([
      "queue 'etl.jobs.retry.77s' is left over from an earlier topology and empty. Delete it when no " +
        "process of that topology runs: rabbitmqctl delete_queue --vhost 'shop' 'etl.jobs.retry.77s'",
      expect.stringMatching(/^queue 'delay\.07' .* empty/),
      expect.stringMatching(/^queue 'delay\.stage\.99' .* empty/),
    ]);
  });

  it('are listed apart while they hold messages, or while that is not known', () => {
    const { empty, inUse } = find(
      ['mensajes.retry.3d', 1],
      ['delay.24', 20],
      ['mensajes.retry.1500ms'],
    );
    expect(empty).toEqual([]);
    expect(inUse).toEqual([
      expect.stringContaining(
        "'mensajes.retry.3d' is left over from an earlier topology and holds 1 message,",
      ),
      expect.stringContaining(
        'holds 20 messages, which will leave it. Delete it when it is empty and',
      ),
      expect.stringContaining('holds an unknown number of messages'),
    ]);
  });

  it('are neither the declared ones nor queues of other clients with similar names', () => {
    const { delays, queues } = topology;
    const declared = queues.flatMap(({ name, retry }) =>
      retry.delaysMs.map((waitMs) => retryQueue(name, waitMs)),
    );
    const foreign = [
      ...['delay', 'delay.me', 'delay.stage.x', 'delays.07', 'delay.007'],
      ...['etl.jobs.retry', 'etl.jobs.retry.', 'etl.jobs.retry.soon', 'other.retry.5s'],
    ];
    const names = [...declared, ...stageQueues(delays), ...foreign];
    expect(find(...names.map((name): [string, number] => [name, 0]))).toEqual({
      empty: [],
      inUse: [],
    });
  });
});
