import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startSystem, waitFor, type RunningSystem } from '@warren/testing';
import { connect } from 'amqplib';
import { readSteps, runPage } from './run-page';

const PAGES = readdirSync(join(__dirname, '../../docs/use-cases')).filter(
  (name) => name.endsWith('.md') && name !== 'README.md',
);

describe('the pages of the use cases', () => {
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

  it('greetings.md asks for an answer, which is in the reply queue as it says', async () => {
    const connection = await connect(system.vhost.url);
    const channel = await connection.createChannel();
    const answer = await waitFor('the answer', async () => {
      return (await channel.get('respuestas', { noAck: true })) || undefined;
    });
    expect(answer.content.toString()).toBe('"Bonjour, Ana !"');
    expect(answer.properties).toMatchObject({ correlationId: 'greeting-11', type: 'GREETING' });
    expect(await channel.checkQueue('respuestas')).toMatchObject({ messageCount: 0 });
    await connection.close();
  });
});
