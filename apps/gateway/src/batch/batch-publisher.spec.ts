import type { RefusalLog } from '@warren/http';
import type { PublishContext } from '../publish/publish-context';
import { BatchPublisher } from './batch-publisher';
import type { Line } from './read-lines';

describe('an entry of a batch that is refused', () => {
  it.each([
    ['{"exchange":"fanout","event":{"id":"e1","tipo":"T","payload":5}}', { id: 'e1', tipo: 'T' }],
    ['{"exchange":"nowhere","event":{"id":"e2","tipo":"U","payload":{}}}', { id: 'e2', tipo: 'U' }],
    ['{"event":null}', {}],
    ['null', {}],
    ['{', {}],
  ])('is logged with the id and tipo of its event: %s', async (text, named) => {
    const noted: unknown[] = [];
    const ready = { untilRoom: () => undefined, untilTurn: () => undefined };
    const refusals = {
      note: (refusal: Parameters<RefusalLog['note']>[0]) => void noted.push(refusal),
    };
    const parts = [ready, {}, refusals, {}, ready] as never as ConstructorParameters<
      typeof BatchPublisher
    >;
    async function* lines(): AsyncGenerator<Line> {
      yield { text };
      await Promise.resolve();
    }
    const context = { isDryRun: false, client: 'c' } as PublishContext;
    const answered: string[] = [];
    const answers = new BatchPublisher(...parts).publish(lines(), context, () => false);
    for await (const answer of answers) answered.push(answer);
    expect(answered).toHaveLength(1);
    expect(noted).toHaveLength(1);
    expect(noted[0]).toMatchObject({ client: 'c', path: '/batch#0', ...named });
  });
});
