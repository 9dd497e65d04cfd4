import { AppProcess, get, post, startSystem, waitFor, type RunningSystem } from '@warren/testing';
import { readLive, type LiveEvent } from './live-client.harness';

const EVENTS = 300;

describe('the desk', () => {
  let system: RunningSystem;
  let desk: AppProcess;
  let url: string;

  const startDesk = async (): Promise<void> => {
    desk = AppProcess.start('desk', { RABBITMQ_URL: system.vhost.url });
    url = await desk.ready();
  };

  beforeAll(async () => {
    system = await startSystem();
    await startDesk();
  });

  afterAll(async () => {
    await desk.stop();
    await system.stop();
  });

  async function send(id: string): Promise<string> {
    const event = { id, tipo: 'DESK', payload: {} };
    const { body, status } = await post(`${system.gatewayUrl}/send`, event);
    expect(status).toBe(202);
    return String(body.messageId);
  }

  it('shows what the worker shows, and runs beside it without a queue of its own', async () => {
    const messageId = await send('same');
    const storyAt = async (app: string): Promise<unknown> => {
      const { body, status } = await get(`${app}/messages/${messageId}`);
      return status === 200 ? body : undefined;
    };
    const story = await waitFor('the story at the worker', () => storyAt(system.workerUrl));
    expect(await waitFor('the story at the desk', () => storyAt(url))).toEqual(story);
    const { body } = await get(`${url}/readyz?verbose`);
    expect(JSON.stringify(body)).not.toContain('consumers');
  });

  it('shows a publish that no queue takes, and says of a confirmed one that no worker attempted it', async () => {
    const event = { id: 'lost', tipo: 'DESK', payload: { secret: 'not shown' } };
    const refused = await post(`${system.gatewayUrl}/topic/no.such.key`, event);
    expect(refused.status).toBe(422);
    const later = { ...event, id: 'later', options: { deliverAfter: 3_600_000 } };
    const { messageId } = (await post(`${system.gatewayUrl}/send`, later)).body;
    const [failed] = await waitFor('the report', async () => {
      const { body } = await get(`${url}/publishes?routingKey=no.such.key`);
      const found = body as unknown as Record<string, unknown>[];
      return found.length > 0 ? found : undefined;
    });
    expect(failed).toMatchObject({ outcome: 'unroutable', client: '127.0.0.1' });
    expect(JSON.stringify(failed)).not.toContain('not shown');
    const story = await waitFor('what was published', async () => {
      const { body, status } = await get(`${url}/messages/${String(messageId)}`);
      return status === 200 ? body : undefined;
    });
    expect(story).toMatchObject({ queues: [], published: { outcome: 'confirmed' } });
    const { body } = await get(`${url}/now`);
    expect(JSON.stringify(body.causes)).toContain('were unroutable within 5 minutes');
  });

  it('gives every record of the live feed once and in order to a client that comes back at any place, over two desks, one of them killed', async () => {
    const seen: number[] = [];
    const ids = new Set<string>();
    const other = AppProcess.start('desk', { RABBITMQ_URL: system.vhost.url });
    const otherUrl = await other.ready();
    let last: number | undefined;
    const note = ({ data, id, type }: LiveEvent): void => {
      expect(type).toBe('records');
      expect(data.skipped).toBe(0);
      last = id ?? last;
      for (const { messageId, offset } of data.records ?? []) {
        seen.push(offset);
        ids.add(messageId);
      }
    };
    /** Follows one of the desks until `until` holds, or it ends. */
    const follow = async (from: string, until: () => boolean): Promise<void> => {
      const gone = new AbortController();
      try {
        for await (const event of readLive(`${from}/live?tipo=DESK`, gone.signal, last)) {
          note(event);
          if (until()) gone.abort();
        }
      } catch (error) {
        // What fetch throws when the connection is lost.
        if (!gone.signal.aborted && (error as Error).name !== 'TypeError') throw error;
      }
    };
    await follow(url, () => true);
    const sending = Promise.all(Array.from({ length: EVENTS }, (_, n) => send(`live-${n}`)));
    await follow(url, () => ids.size > 20);
    await follow(otherUrl, () => {
      if (ids.size > 100) void other.stop('SIGKILL');
      return false;
    });
    const sent = await sending;
    await follow(url, () => sent.every((id) => ids.has(id)));
    expect(seen).toEqual([...new Set(seen)].sort((one, next) => one - next));
    expect([...ids].sort()).toEqual(sent.sort());
  });

  it('stops in order while clients follow it, and continues for them after a restart', async () => {
    const gone = new AbortController();
    const events = readLive(`${url}/live`, gone.signal);
    await events.next();
    await send('before');
    const { value } = (await events.next()) as { value: LiveEvent };
    expect(await desk.stop()).toBe(0);
    expect((await events.next()).done).toBe(true);
    const messageId = await send('after');
    await startDesk();
    for await (const { data } of readLive(`${url}/live`, gone.signal, value.id)) {
      if (data.records?.some((each) => each.messageId === messageId)) break;
    }
    gone.abort();
  });
});
