import { createVhost, exchanges, topology, type Vhost, waitFor } from '@warren/testing';
import { RefusedError } from '../messages/publish-errors';
import { ScheduleHarness } from '../schedule/schedule.harness';

const { direct } = exchanges;

describe('what is put off while its delay stage is lost on the broker', () => {
  let vhost: Vhost;
  let harness: ScheduleHarness;

  beforeEach(async () => {
    vhost = await createVhost();
    harness = await ScheduleHarness.start(vhost);
  });

  afterEach(async () => {
    await harness.stop();
    await vhost.remove();
  });

  it('is confirmed only when it rests in a stage: one that is lost is back first (I9)', async () => {
    await harness.channel.deleteQueue('delay.stage.04');
    const receipt = await harness.schedule(direct, 'etl.job', 2_500);
    expect(receipt.outcome).toBe('confirmed');
    expect(await harness.resting()).toEqual({ 'delay.stage.04': 1 });
    await harness.relayed(1);
    const message = await waitFor('it', () => harness.take('etl.jobs'));
    expect(message.properties.messageId).toBe(receipt.messageId);
  });

  it('is relayed when its exchange is back, which is declared again (I16)', async () => {
    const receipt = await harness.schedule(direct, 'etl.job', 2_500);
    await harness.channel.deleteExchange(direct.name);
    const message = await waitFor('it', () => harness.take('etl.jobs'));
    expect(message.properties.messageId).toBe(receipt.messageId);
    await harness.relayed(1);
    expect(await harness.depth(topology.deadLetters.queue)).toBe(0);
  });

  it('is refused while its stage is another one, which would lose it (I9)', async () => {
    await harness.channel.deleteQueue('delay.stage.04');
    await harness.channel.assertQueue('delay.stage.04');
    await harness.confirms.restoreQueue('delay.stage.04').catch(() => undefined);
    const scheduled = harness.schedule(direct, 'etl.job', 2_500);
    await expect(scheduled).rejects.toMatchObject({ code: 'queue_unavailable' });
    expect(await harness.resting()).toEqual({});
    await harness.channel.deleteQueue('delay.stage.04');
    await harness.confirms.restoreQueue('delay.stage.04');
    expect((await harness.schedule(direct, 'etl.job', 2_500)).outcome).toBe('confirmed');
  });

  it('is refused when no stage takes it and none may be brought back, and nothing is kept of it (I9)', async () => {
    Object.assign(harness.config, { topologyMode: 'check' });
    await harness.channel.deleteQueue('delay.stage.04');
    const scheduled = harness.schedule(direct, 'etl.job', 2_500);
    await expect(scheduled).rejects.toMatchObject({
      constructor: RefusedError,
      code: 'queue_unavailable',
    });
    Object.assign(harness.config, { topologyMode: 'declare' });
    await harness.confirms.restoreTopology();
    expect(await harness.resting()).toEqual({});
    expect(await harness.confirms.depthOf(topology.schedule.queue)).toBe(0);
  });
});
