import { queues } from '@warren/contracts';
import {
  type Answer,
  type AppProcess,
  eachOf,
  get,
  nextPage,
  post,
  waitFor,
} from '@warren/testing';
import { IS_FULL } from './full-length';
import { GatewayAndWorkers } from './gateway-and-workers.harness';

/** Events of the restart. */
const EVENTS = IS_FULL ? 100_000 : 2_000;
const AT_ONCE = 50;
/** At full length it is somebody's wait; else no test is about speed. */
const START_WITHIN_MS = IS_FULL ? 15_000 : 60_000;

/** Beside messages, all that say from when on they count. */
const VIEWS = ['dead-letters', 'dead-letters/groups', 'etl/jobs', 'logs/counters', 'stats'];

jest.setTimeout(600_000);

interface Shown {
  readonly id: string;
  readonly delivery: { readonly messageId: string };
}

interface Story {
  readonly event: { readonly payload: object };
  readonly queues: readonly {
    readonly queue: string;
    readonly outcome: string;
    readonly steps: readonly Record<string, unknown>[];
  }[];
}

/** The message ids of every processed message, by the links of a worker. */
async function idsOf(url: string): Promise<string[]> {
  const found: string[] = [];
  for (let next: string | undefined = `${url}/messages?limit=1000`; next !== undefined;) {
    const page: Answer = await get(next);
    found.unshift(...(page.body as unknown as Shown[]).map(({ delivery }) => delivery.messageId));
    next = nextPage(next, page);
  }
  return found;
}

/** How many events of this test GET /stats counts. */
async function countedBy(url: string): Promise<number> {
  const { body } = await waitFor('the counts', async () => {
    const answer = await get(`${url}/stats`);
    return answer.status === 200 ? answer : undefined;
  });
  return (body as unknown as { tipo: string; events: number }[])
    .filter(({ tipo }) => tipo === 'JOURNAL')
    .reduce((sum, { events }) => sum + events, 0);
}

async function storyOf(url: string, messageId: unknown): Promise<Story | undefined> {
  const { status, body } = await get(`${url}/messages/${String(messageId)}`);
  return status === 200 ? (body as unknown as Story) : undefined;
}

describe('the journal', () => {
  let system: GatewayAndWorkers;
  let gatewayUrl: string;

  beforeEach(async () => {
    system = await GatewayAndWorkers.start();
    ({ gatewayUrl } = system);
  });

  afterEach(() => system.stop());

  const startWorker = (): AppProcess => system.startWorker();

  async function send(payload: object = {}, id = 'journal'): Promise<string> {
    const { body, status } = await post(`${gatewayUrl}/send`, { id, tipo: 'JOURNAL', payload });
    expect(status).toBe(202);
    return String(body.messageId);
  }

  it('forgets nothing when every worker is killed: one that starts shows all, each once, as every other does', async () => {
    const [first, second] = [startWorker(), startWorker()];
    const urls = await Promise.all([first.ready(), second.ready()]);
    const numbers = Array.from({ length: EVENTS }, (_, index) => index);
    const sent = await eachOf(numbers, AT_ONCE, (number) => send({ number }, `e${number}`));
    const complete = async (url: string): Promise<string[]> =>
      waitFor(
        `${url} to show all`,
        async () => {
          const ids = await idsOf(url);
          return ids.length >= EVENTS ? ids : undefined;
        },
        300_000,
      );
    const [shown, shownBySecond] = await Promise.all(urls.map(complete));
    expect([...(shown ?? [])].sort()).toEqual([...sent].sort());
    // Two workers share the queue, and each shows what both have done, in the same order.
    expect(shownBySecond).toEqual(shown);

    await Promise.all([first.stop('SIGKILL'), second.stop('SIGKILL')]);
    const startedAt = Date.now();
    const third = await startWorker().ready();
    const tookMs = Date.now() - startedAt;
    // Ready says that it has everything: nothing is waited for here.
    expect(await idsOf(third)).toEqual(shown);
    process.stdout.write(`${EVENTS} events were there again ${tookMs} ms after the start\n`);
    expect(tookMs).toBeLessThan(START_WITHIN_MS);
    // It is read from the first record, and may come later.
    await waitFor('the events to be counted', async () => (await countedBy(third)) >= EVENTS);
    expect(await countedBy(third)).toBe(EVENTS);
  });

  it('has the whole story of an event that failed on every attempt, was edited, redriven and processed (I7)', async () => {
    const startedAt = Date.now();
    const url = await startWorker().ready();
    const path = `${gatewayUrl}/direct/etl.job`;
    const wrong = { lab: { fail: 'retryable', attempts: 4 } };
    const event = { id: 'story', tipo: 'JOURNAL', payload: wrong };
    const { messageId } = (await post(path, event)).body;
    const { deadLetterId } = await waitFor('the dead letter', async () => {
      const { body } = await get(`${url}/dead-letters?messageId=${String(messageId)}`);
      const [letter] = body as unknown as { deadLetterId: string }[];
      return letter;
    });
    const order = {
      ids: [deadLetterId],
      reason: 'the source is known now',
      payload: { fixed: true },
    };
    expect((await post(`${url}/dead-letters/redrive`, order)).status).toBe(200);
    const story = await waitFor('the end of the story', async () => {
      const found = await storyOf(url, messageId);
      const [queue] = found?.queues ?? [];
      const isWhole = queue?.steps.some(({ step }) => step === 'redriven');
      return isWhole && queue?.outcome === 'processed' ? found : undefined;
    });
    expect(story.event.payload).toEqual(wrong);
    expect(story.queues.map(({ queue }) => queue)).toEqual([queues.etlJobs.name]);
    const shown = (story.queues[0]?.steps ?? []).map(
      ({ step, attempt, outcome, where, cause, isEdited }) =>
        [step, attempt ?? where ?? cause ?? isEdited, outcome].filter((each) => each !== undefined),
    );
    const between = ['waited', 'for the next attempt'];
    expect(shown).toEqual([
      ['published'],
      ['waited', 'in the queue'],
      ['attempt', 1, 'failed'],
      between,
      ['attempt', 2, 'failed'],
      between,
      ['attempt', 3, 'failed'],
      between,
      ['attempt', 4, 'failed'],
      ['dead-lettered', 'failed'],
      ['waited', 'as a dead letter'],
      ['redriven', true],
      ['waited', 'in the queue'],
      ['attempt', 1, 'processed'],
    ]);
    for (const view of ['messages', `messages/${String(messageId)}`, ...VIEWS]) {
      const since = await waitFor(`${view} to say since when`, async () =>
        (await get(`${url}/${view}`)).headers.get('warren-since'),
      );
      // The first record of this test, and no record from before it.
      const isOfFirst = Date.parse(since) >= startedAt && Date.parse(since) <= Date.now();
      expect({ view, isOfFirst }).toEqual({ view, isOfFirst: true });
    }
    const redriven = story.queues[0]?.steps.find(({ step }) => step === 'redriven');
    expect(redriven).toMatchObject({ reason: order.reason, event: { payload: order.payload } });
    expect(story.queues[0]?.steps[2]).toMatchObject({ error: { code: 'lab_retryable' } });
  });
});
