import { queues } from '@warren/contracts';
import { type AppProcess, get, post, waitFor } from '@warren/testing';
import { GatewayAndWorkers } from './gateway-and-workers.harness';

const ROWS = 8_000;
const CHUNK_ROWS = 1_000;

interface Job {
  readonly messageId: string;
  readonly outcome: string;
  readonly done: number;
  readonly attempt: number;
  readonly lastError?: { readonly code: string };
}

interface Step {
  readonly step: string;
  readonly attempt?: number;
  readonly redeliveries?: number;
  readonly outcome?: string;
  readonly done?: number;
}

describe('a long job', () => {
  let system: GatewayAndWorkers;
  let gatewayUrl: string;

  beforeEach(async () => {
    system = await GatewayAndWorkers.start();
    ({ gatewayUrl } = system);
  });

  afterEach(() => system.stop());

  const startWorker = (): AppProcess => system.startWorker('debug');

  async function send(msPerChunk: number): Promise<string> {
    const { body, status } = await post(`${gatewayUrl}/direct/etl.job`, {
      ...{ id: 'job', tipo: 'ETL_JOB' },
      payload: { source: 'invoices', rows: ROWS, chunkRows: CHUNK_ROWS, msPerChunk },
    });
    expect(status).toBe(202);
    return String(body.messageId);
  }

  async function jobAt(url: string, messageId: string): Promise<Job | undefined> {
    const { body } = await get(`${url}/etl/jobs`);
    return (body as unknown as Job[]).find((each) => each.messageId === messageId);
  }

  /** Where each piece began that a worker has loaded, in order. */
  const loadedBy = (worker: AppProcess): number[] =>
    worker.lines
      .filter(({ msg }) => msg === 'rows loaded')
      .map((line) => (line as unknown as { from: number }).from);

  const pieces = (from: number, until: number): number[] =>
    Array.from({ length: (until - from) / CHUNK_ROWS }, (_, n) => from + n * CHUNK_ROWS);

  it('whose worker is killed in the middle continues in another one, behind what was saved', async () => {
    const [one, other] = [startWorker(), startWorker()];
    const urls = await Promise.all([one.ready(), other.ready()]);
    const messageId = await send(400);
    const saved = await waitFor('both workers to show that it is under way', async () => {
      const [first, second] = await Promise.all(urls.map((url) => jobAt(url, messageId)));
      return first && second && first.done >= 2_000 ? Math.min(first.done, second.done) : undefined;
    });
    const [killed, next] = loadedBy(one).length > 0 ? [one, other] : [other, one];
    await killed.stop('SIGKILL');

    const url = await next.address();
    const job = await waitFor('the end of the job', async () => {
      const found = await jobAt(url, messageId);
      return found?.outcome === 'processed' ? found : undefined;
    });
    expect(job).toMatchObject({ done: ROWS, of: ROWS, attempt: 1 });
    const again = loadedBy(next);
    expect(again[0]).toBeGreaterThanOrEqual(saved);
    expect(again).toEqual(pieces(again[0] ?? 0, ROWS));
    expect(loadedBy(killed)).toEqual(expect.arrayContaining(pieces(0, saved)));
    const { body } = await get(`${url}/messages/${messageId}`);
    const [story] = (body as unknown as { queues: { steps: Step[] }[] }).queues;
    // Nothing is left out between what the one saved and what the other began with.
    expect(again[0]).toBeLessThanOrEqual(story?.steps[1]?.done ?? 0);
    const shown = story?.steps.map(({ step, redeliveries, outcome }) => [
      step,
      redeliveries,
      outcome,
    ]);
    expect(shown).toEqual([
      ['published', undefined, undefined],
      ['progress', 0, undefined],
      ['waited', undefined, undefined],
      ['attempt', 1, 'processed'],
      ['progress', 1, undefined],
    ]);
  });

  it('whose time is up continues in its next attempt, behind what was saved', async () => {
    const worker = startWorker();
    const url = await worker.ready();
    const messageId = await send(900);
    const job = await waitFor('the end of the job', async () => {
      const found = await jobAt(url, messageId);
      return found?.outcome === 'processed' ? found : undefined;
    });
    expect(job).toMatchObject({ attempt: 2, lastError: { code: 'handler_timeout' } });
    // No piece is done twice, and none is left out.
    expect(loadedBy(worker)).toEqual(pieces(0, ROWS));
    const { body } = await get(`${url}/dead-letters?queue=${queues.etlJobs.name}`);
    expect(body).toEqual([]);
  });
});
