import { createVhost, type Vhost } from '@warren/testing';
import { Claims } from './claims';
import { JournalHarness, idsFrom } from './stream-journal.harness';

const KEYS = idsFrom('d', 300);

describe('claims in a stream', () => {
  let vhost: Vhost;
  let processes: JournalHarness[];
  let claims: Claims[];

  beforeEach(async () => {
    vhost = await createVhost();
    processes = [];
    claims = [];
    await Promise.all([start(), start(), start()]);
  });

  afterEach(async () => {
    await Promise.all(processes.map((each) => each.stop()));
    await vhost.remove();
  });

  async function start(): Promise<void> {
    const process = await JournalHarness.start(vhost.url);
    processes.push(process);
    const own = new Claims(process.journal, 'dead-letter');
    process.journal.follow(own);
    claims.push(own);
    await process.ready();
  }

  it('hold for one of three processes that claim the same at once, each of 300 (I17)', async () => {
    const taken = await Promise.all(
      claims.flatMap((own) => KEYS.map(async (key) => ((await own.take(key)) ? [key] : []))),
    );
    expect(taken.flat().sort()).toEqual([...KEYS].sort());
  });

  it('are not shown to projections, nor by a reading of the journal', async () => {
    const [one] = processes;
    await claims[0]?.take('d');
    await one?.appendAll(['m']);
    const read: string[] = [];
    await one?.journal.read(
      'first',
      ({ kind }) => void read.push(kind),
      new AbortController().signal,
    );
    expect(read).toEqual(['processed']);
  });
});
