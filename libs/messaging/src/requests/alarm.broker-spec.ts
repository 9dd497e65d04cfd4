import {
  clearMemoryAlarm,
  createVhost,
  raiseMemoryAlarm,
  startOwnBroker,
  waitFor,
} from '@warren/testing';
import { AskingHarness, ServingHarness } from './requests.harness';

describe('commands under a memory alarm', () => {
  let broker: Awaited<ReturnType<typeof startOwnBroker>>;

  beforeAll(async () => {
    broker = await startOwnBroker();
  });

  afterAll(() => broker.discard());

  it('are refused, those that ran are answered after it, and a worker stops in time meanwhile', async () => {
    const vhost = await createVhost(broker);
    const [asking, serving, stopped] = await Promise.all([
      AskingHarness.start(vhost),
      ServingHarness.start(vhost),
      ServingHarness.start(vhost, { drainTimeoutMs: 500 }),
    ]);
    const releases = [serving.hold(), stopped.hold()];
    const asked = ['a', 'b'].map((text) => asking.ask(text, 20_000));
    await waitFor('both to run', () => serving.contexts.length + stopped.contexts.length === 2);
    await raiseMemoryAlarm(broker);
    await waitFor('a refusal', async () => {
      const { problem } = (await asking.ask('c', 1_000)) as { problem?: string };
      return problem === 'refused';
    });
    releases.forEach((release) => release());

    const startedAt = Date.now();
    await stopped.stop();
    // 0.5 s of drain, and a second for each thing that is closed.
    expect(Date.now() - startedAt).toBeLessThan(8_000);
    await clearMemoryAlarm(broker);
    expect(await Promise.all(asked)).toEqual(['a', 'b']);
    await Promise.all([asking.stop(), serving.stop()]);
    await vhost.remove();
  });
});
