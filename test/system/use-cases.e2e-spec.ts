import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { get, startSystem, waitFor, type RunningSystem } from '@warren/testing';
import { connect, type GetMessage } from 'amqplib';
import { runCurl } from './page-commands';
import { readSteps, runPage } from './run-page';

const DOCS = join(__dirname, '../../docs');
const USE_CASES = readdirSync(join(DOCS, 'use-cases'))
  .filter((name) => name.endsWith('.md') && name !== 'README.md')
  .map((name) => `use-cases/${name}`);
/** Those that only look, or look at their own events, come after the pages that count. */
const PAGES = [
  ...USE_CASES,
  'requests.md',
  'deliver-later.md',
  'from-fastapi.md',
  'publishing.md',
  'outcomes.md',
  'batches.md',
  'messages.md',
  'command-line.md',
  'operating.md',
];

describe('the pages with commands to try', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(() => system.stop());

  it.each(PAGES)('%s has commands to try, and says what they answer', (page) => {
    expect(readSteps(page).filter(({ answer }) => answer !== undefined)).not.toEqual([]);
  });

  it.each(PAGES)('%s runs as it is written', async (page) => {
    await expect(runPage(page, system)).resolves.toBeUndefined();
  });

  it.each(['outcomes.md', 'messages.md', 'command-line.md'])(
    '%s prints the message id that everybody gets under its key',
    async (page) => {
      const keyed = readSteps(page).filter(({ command }) => command.includes('Idempotency-Key'));
      expect(keyed).toHaveLength(1);
      const { messageId } = (await runCurl(keyed[0]?.command ?? '', system)) as {
        messageId: string;
      };
      expect(readFileSync(join(DOCS, page), 'utf8')).toContain(messageId);
    },
  );

  it('greetings.md asks for an answer, which is in the reply queue as it says', async () => {
    const asking = readSteps('use-cases/greetings.md').filter(({ command }) =>
      command.includes('replyTo'),
    );
    expect(asking).toHaveLength(1);
    // Other rows may have asked under the id of the page.
    const command = asking[0]?.command.replaceAll('greeting-11', 'greeting-12') ?? '';
    const { messageId } = (await runCurl(command, system)) as { messageId: string };
    await waitFor('the greeting', async () => {
      const { body } = await get(`${system.workerUrl}/messages/${messageId}`);
      const { queues } = body as unknown as { queues: { outcome: string }[] };
      return queues[0]?.outcome === 'processed';
    });
    // It is in its queue before the event is acked, so it is there now, and there is no other.
    const connection = await connect(system.vhost.url);
    const channel = await connection.createChannel();
    const answers: GetMessage[] = [];
    for (let next; (next = await channel.get('respuestas', { noAck: true }));) answers.push(next);
    await connection.close();
    const own = answers.filter(({ properties }) => properties.correlationId === 'greeting-12');
    expect(own.map(({ content }) => content.toString())).toEqual(['"Bonjour, Ana !"']);
    expect(own[0]?.properties).toMatchObject({ type: 'GREETING' });
  });
});
