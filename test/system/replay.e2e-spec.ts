import { queues } from '@warren/contracts';
import { eachOf, get, post, startSystem, waitFor, type RunningSystem } from '@warren/testing';
import { curlsUnder, jsonUnder, runCurl, runCurlLines } from './page-commands';
import { runWarren, type CliRun } from './run-warren';

const { ordersAudit } = queues;
const COUNT = 20;

interface Listed {
  readonly id: string;
  readonly delivery: { readonly messageId: string; readonly queue: string };
}

interface Story {
  readonly headers: object;
  readonly queues: readonly { readonly steps: readonly { readonly step: string }[] }[];
}

/** The names of the fields of a story, of its queues and of their steps. */
function shapeOf(story: Story | undefined): unknown {
  const named = (value: object): string[] => Object.keys(value).sort();
  return [
    named(story ?? {}),
    story?.queues.map((queue) => [
      named(queue),
      queue.steps.map((each) => [each.step, named(each)]),
    ]),
  ];
}

describe('a replay of past events', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await startSystem();
    const events = Array.from({ length: COUNT }, (_, n) => ({
      id: `past-${n}`,
      tipo: n % 2 === 0 ? 'EVEN' : 'ODD',
      payload: { n },
    }));
    await eachOf(events, 5, (event) => post(`${system.gatewayUrl}/send`, event));
    await listed(`queue=${queues.mensajes.name}`, COUNT);
  });

  afterAll(() => system.stop());

  /** The messages of a list, once there are `count`. */
  async function listed(query: string, count: number): Promise<Listed[]> {
    return waitFor(`${count} messages for ${query}`, async () => {
      const { body } = await get(`${system.workerUrl}/messages?limit=1000&${query}`);
      const found = body as unknown as Listed[];
      return found.length >= count ? found : undefined;
    });
  }

  const warren = (...args: string[]): Promise<CliRun> => runWarren(system.workerUrl, args);

  it.each([
    [['list', '--queue', 'nope'], "the topology has no queue 'nope'\n"],
    [
      ['show', 'nope'],
      'the worker answered 404 not_found: no dead letter with this id is kept here\n',
    ],
  ])('names what does not exist, from the command line: dead-letters %j', async (words, said) => {
    expect(await warren('dead-letters', ...words)).toMatchObject({ code: 1, said });
    const known = await warren('dead-letters', 'list', '--queue', ordersAudit.name);
    expect(known).toMatchObject({ code: 0, lines: ['No dead letter matches.'] });
  });

  it('brings events of a tipo to the one queue that is named, marked, from the command line', async () => {
    const words = ['replay', '--from', 'first', '--to', ordersAudit.name, '--tipo', 'EVEN'];
    const ended = await warren(...words);
    expect(ended).toMatchObject({ code: 0, said: '' });
    expect(ended.lines.at(-1)).toMatch(
      /^offset \d+ {2}replayed 10 {2}skipped 0 {2}failed 0 {2}done$/,
    );
    const brought = await listed(`queue=${ordersAudit.name}`, 10);
    const past = await listed(`queue=${queues.mensajes.name}&tipo=EVEN`, 10);
    const idsOf = (messages: Listed[]): string[] =>
      messages.map(({ delivery }) => delivery.messageId).sort();
    expect(idsOf(brought)).toEqual(idsOf(past));
    const everywhere = await listed('tipo=EVEN&outcome=any', 20);
    const reached = new Set(everywhere.map(({ delivery }) => delivery.queue));
    expect(reached).toEqual(new Set([ordersAudit.name, queues.mensajes.name]));
  });

  it('with force gives each event an id of its own, and its story says what it replays', async () => {
    const queue = queues.logsInfo.name;
    const odd = { from: 'first', to: queue, tipos: ['ODD'], force: true, run: 'r1', reason: 'x' };
    for (const replayed of [10, 0]) {
      const { body } = await post(`${system.workerUrl}/replay`, odd);
      const [summary] = String(body.text).trim().split('\n').slice(-1);
      expect(JSON.parse(summary ?? '')).toMatchObject({ summary: { replayed, failed: 0 } });
      await listed(`queue=${queue}`, 10);
    }
    const past = await listed(`queue=${queues.mensajes.name}&tipo=ODD`, 10);
    const originals = past.map(({ delivery }) => delivery.messageId);
    const copies = await listed(`queue=${queue}`, 10);
    const stories = await eachOf(copies, 1, ({ delivery }) =>
      get(`${system.workerUrl}/messages/${delivery.messageId}`),
    );
    expect(stories.map(({ body }) => body.replayOf).sort()).toEqual(originals.sort());
    expect(copies.filter(({ delivery }) => originals.includes(delivery.messageId))).toEqual([]);
  });

  it('answers the curl of docs/dead-letters.md line by line, and skips what the queue has done', async () => {
    const [curl = ''] = curlsUnder('dead-letters.md', '## Replay');
    const lines = await runCurlLines(curl, system);
    expect(lines.at(-1)).toMatchObject({ summary: { replayed: 10, skipped: 10, failed: 0 } });
    await listed(`queue=${ordersAudit.name}`, COUNT);
    const again = await runCurlLines(curl, system);
    expect(again.at(-1)).toMatchObject({ summary: { replayed: 0, skipped: COUNT, failed: 0 } });
  });

  it('refuses a queue that is not declared, and another replay to the same queue (I14)', async () => {
    const order = { from: 'first', to: ordersAudit.name, force: true, rate: 1, reason: 'a test' };
    const url = `${system.workerUrl}/replay`;
    const invalid = { status: 400, body: { code: 'invalid_request' } };
    expect(await post(url, { ...order, to: 'events.fanout' })).toMatchObject(invalid);
    expect(await post(url, { ...order, from: 'yesterday' })).toMatchObject({ status: 400 });
    const hangUp = new AbortController();
    const first = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
      signal: hangUp.signal,
    });
    expect(first.status).toBe(200);
    const busy = { status: 409, body: { code: 'replay_in_progress' } };
    expect(await post(url, order)).toMatchObject(busy);
    hangUp.abort();
    // Hanging up stops it, and then another one may begin.
    const dryRun = { ...order, dryRun: true };
    await waitFor('the first to stop', async () => (await post(url, dryRun)).status === 200);
  });

  it('is one of the commands, whose errors are a sentence and a code', async () => {
    expect((await warren()).code).toBe(2);
    expect(await warren('replay', '--to', ordersAudit.name)).toMatchObject({ code: 2 });
    const unknown = await warren('message', 'nowhere');
    expect(unknown.code).toBe(1);
    expect(unknown.said).toMatch(/^the worker answered 404 not_found: [^\n]+\n$/);
    const lost = await warren('replay', '--from', 'first', '--to', 'nowhere');
    expect(lost.code).toBe(1);
    expect(lost.said).toMatch(/^the worker answered 400 invalid_request: [^\n]+\n$/);
  });

  it('prints the story of a message that has a key, as docs/messages.md shows it', async () => {
    const [publish = ''] = curlsUnder('outcomes.md', '## Idempotency-Key');
    const { messageId } = (await runCurl(publish, system)) as { messageId: string };
    await listed(`messageId=${messageId}`, 1);
    const [curl = ''] = curlsUnder('messages.md', '## The story of a message');
    expect(curl).toContain(messageId);
    const story = (await runCurl(curl, system)) as Story;
    const [printed] = jsonUnder('messages.md', '## The story of a message') as Story[];
    expect(shapeOf(story)).toEqual(shapeOf(printed));
    expect(story).toMatchObject({
      messageId,
      headers: printed?.headers,
      queues: [{ queue: queues.mensajes.name, outcome: 'processed' }],
    });
    const shown = await warren('message', messageId);
    expect(shown.code).toBe(0);
    expect(shown.lines.join('\n')).toMatch(/mensajes: processed, \d+ ms in all/);
  });

  it('looks, redrives and discards as docs/dead-letters.md shows, over HTTP and from the command line', async () => {
    const { mensajes } = queues;
    const lab = { id: 'd', tipo: 'LAB', payload: { lab: { fail: 'permanent' } } };
    await post(`${system.gatewayUrl}/send`, lab);
    const [look = '', groups = '', dryRun = '', redrive = '', discard = ''] = curlsUnder(
      'dead-letters.md',
      '## Dead letters',
    );
    await waitFor('the dead letter', async () => {
      const found = (await runCurl(look, system)) as object[];
      return found.length === 1;
    });
    const [[printed] = []] = jsonUnder('dead-letters.md', '## Dead letters') as {
      group: string;
    }[][];
    expect(await runCurl(groups, system)).toMatchObject([
      { group: printed?.group, queue: mensajes.name, count: 1 },
    ]);
    expect((await warren('dead-letters', 'groups')).lines).toHaveLength(2);
    expect((await runCurlLines(dryRun, system)).at(-1)).toMatchObject({
      summary: { wouldRedrive: 1 },
    });
    expect((await runCurlLines(redrive, system)).at(-1)).toMatchObject({
      summary: { redriven: 1, failed: 0 },
    });
    // It fails again, and is another dead letter then.
    const { deadLetterId } = await waitFor('it to fail again', async () => {
      const [found] = (await runCurl(look, system)) as { deadLetterId: string; redrives: number }[];
      return found?.redrives === 1 ? found : undefined;
    });
    const shown = await warren('dead-letters', 'show', deadLetterId);
    expect(shown.lines.join('\n')).toContain('after 1 attempt and 1 redrive');
    expect(await runCurl(discard, system)).toMatchObject({ discarded: 1, failed: 0 });
    const [stats = ''] = curlsUnder('messages.md', '## Events per hour');
    expect(await runCurl(stats, system)).toEqual(
      expect.arrayContaining([expect.objectContaining({ tipo: 'EVEN' }) as unknown]),
    );
  });
});
