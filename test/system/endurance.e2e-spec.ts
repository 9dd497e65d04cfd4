import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { AppProcess, createVhost, startOwnBroker, waitFor } from '@warren/testing';
import { connect } from 'amqplib';
import { IS_FULL } from './full-length';

const LINES = IS_FULL ? 200_000 : 30_000;
const PUBLISHES = IS_FULL ? 100_000 : 10_000;
const WARM_UP = 5_000;
const RESTARTS = IS_FULL ? 10 : 2;

jest.setTimeout(1_200_000);

/** Memory of a process that is really held, in MiB. */
function residentMiB(pid: number): number {
  const [, kib = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1_024;
}

/** The message ids in a queue, read until `count` different ones are there. */
async function readIds(
  url: string,
  queue: string,
  wanted: ReadonlySet<string>,
): Promise<Map<string, number>> {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  await channel.prefetch(1_000);
  const seen = new Map<string, number>();
  await channel.consume(
    queue,
    (message) => {
      const id = String(message?.properties.messageId);
      seen.set(id, (seen.get(id) ?? 0) + 1);
    },
    { noAck: true },
  );
  await waitFor('every confirmed message', () => [...wanted].every((id) => seen.has(id)), 300_000);
  await waitFor(
    'the queue to be empty',
    async () => (await channel.checkQueue(queue)).messageCount === 0,
  );
  await connection.close();
  return seen;
}

interface Result {
  readonly index: number;
  readonly outcome: string;
  readonly messageId: string;
}

/** A number of batch lines of about 600 bytes. */
function* makeLines(count: number): Generator<string> {
  const text = 'x'.repeat(500);
  for (let n = 0; n < count; n += 1) {
    const event = { id: String(n), tipo: 'LONG', payload: { text } };
    yield `${JSON.stringify({ exchange: 'default', event })}\n`;
  }
}

/**
 * Sends a number of events as one NDJSON request; resolves with the number of results, all in
 * order.
 */
function sendLines(
  url: string,
  count: number,
  onResult: (result: Result, results: number) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let results = 0;
    const outgoing = request(
      `${url}/batch`,
      { method: 'POST', headers: { 'content-type': 'application/x-ndjson' } },
      (answer) => {
        const reader = createInterface({ input: answer });
        reader.on('line', (line) => {
          const result = JSON.parse(line) as Result;
          if (result.index !== results) reject(new Error(`result ${result.index} at ${results}`));
          results += 1;
          onResult(result, results);
        });
        reader.on('close', () => resolve(results));
      },
    );
    outgoing.on('error', reject);
    Readable.from(makeLines(count)).pipe(outgoing);
  });
}

describe('over a long time', () => {
  /** Also when the test has failed: what still runs would keep the whole run from ending. */
  const cleanUps: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  async function startGateway(rabbitmqUrl: string): Promise<{ gateway: AppProcess; url: string }> {
    const gateway = AppProcess.start('gateway', { RABBITMQ_URL: rabbitmqUrl });
    cleanUps.push(() => gateway.stop());
    return { gateway, url: await gateway.ready() };
  }

  it(`takes ${LINES} events in one NDJSON request: each has its result, memory stays flat`, async () => {
    const vhost = await createVhost();
    cleanUps.push(() => vhost.remove());
    const { gateway, url } = await startGateway(vhost.url);
    // A gateway in use: V8 has made room for its young objects, which it does once.
    await sendLines(url, WARM_UP, () => undefined);
    const before = residentMiB(gateway.pid);
    let peak = before;
    const confirmed = new Set<string>();
    const results = await sendLines(url, LINES, ({ messageId, outcome }, count) => {
      if (outcome === 'confirmed') confirmed.add(messageId);
      if (count % 1_000 === 0) peak = Math.max(peak, residentMiB(gateway.pid));
    });
    process.stderr.write(
      `gateway: ${before.toFixed(0)} MiB before, ${peak.toFixed(0)} MiB at most\n`,
    );
    expect(results).toBe(LINES);
    expect(confirmed.size).toBe(LINES);
    const kept = await readIds(vhost.url, 'mensajes', confirmed);
    expect(kept.size).toBe(LINES + WARM_UP);
    expect([...kept.values()].every((count) => count === 1)).toBe(true);
    expect(peak - before).toBeLessThan(100);
  });

  it(`loses nothing of ${PUBLISHES} publishes while the broker is stopped and started ${RESTARTS} times (row 32)`, async () => {
    const broker = await startOwnBroker();
    cleanUps.push(() => broker.discard());
    const { gateway, url } = await startGateway(broker.url);
    // The checker of Jepsen's total-queue: every attempt has an id and one outcome.
    const attempts = { confirmed: new Set<string>(), unknown: new Set<string>() };
    // A request that is refused before its body is read has no message id.
    let refused = 0;
    let next = 0;
    let slowestMs = 0;
    let recovery: Promise<unknown> | undefined;
    const lane = async (): Promise<void> => {
      while (next < PUBLISHES) {
        const id = String(next++);
        const started = performance.now();
        const response = await fetch(`${url}/send`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ id, tipo: 'RESTART', payload: {} }),
        });
        const { messageId } = (await response.json()) as { messageId: string };
        slowestMs = Math.max(slowestMs, performance.now() - started);
        const outcome = ({ 202: 'confirmed', 503: 'refused', 504: 'unknown' } as const)[
          response.status
        ];
        if (outcome === undefined) throw new Error(`${id} was answered ${response.status}`);
        if (outcome === 'refused') {
          refused += 1;
          // Without the broker every answer comes at once; the run should outlast its absence.
          recovery ??= gateway.ready().finally(() => (recovery = undefined));
          await recovery;
        } else attempts[outcome].add(messageId);
      }
    };
    const lanes = Promise.all(Array.from({ length: 32 }, lane));
    for (let restart = 1; restart <= RESTARTS; restart += 1) {
      const goal = (PUBLISHES / (RESTARTS + 1)) * restart;
      await waitFor(`attempt ${goal}`, () => next >= goal, 600_000);
      await broker.stop();
      await broker.restart();
      await gateway.ready();
    }
    await lanes;
    const kept = await readIds(broker.url, 'mensajes', attempts.confirmed);
    const expected = new Set([...attempts.confirmed, ...attempts.unknown]);
    const unexpected = [...kept.keys()].filter((id) => !expected.has(id));
    const twice = [...kept.values()].filter((count) => count > 1).length;
    process.stderr.write(
      `confirmed ${attempts.confirmed.size}, refused ${refused}, ` +
        `unknown ${attempts.unknown.size}, kept ${kept.size}, slowest answer ${slowestMs.toFixed(0)} ms\n`,
    );
    // `readIds` waited for every confirmed one: none is lost.
    expect({ unexpected, twice }).toEqual({ unexpected: [], twice: 0 });
    expect(refused).toBeGreaterThan(0);
    expect(attempts.confirmed.size + attempts.unknown.size + refused).toBe(next);
    // Within its deadline of 5 s, and some more for a machine that is busy.
    expect(slowestMs).toBeLessThan(10_000);
  });
});
