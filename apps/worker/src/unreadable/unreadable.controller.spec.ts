import { JsonAnswers } from '@warren/http';
import { UnreadableQueue, type SetAsideMessage } from '@warren/messaging';
import { TimeSlices } from '@warren/platform';
import { get, nextPage } from '@warren/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { UnreadableController } from './unreadable.controller';

const COUNT = 3_000;
const MIB = 1_048_576;
/** As long as AMQP lets a name be, and six times as long in JSON. */
const NAME = '\u0001'.repeat(255);

describe('the list of messages that were set aside', () => {
  let app: FastifyInstance;
  let url: string;

  beforeEach(async () => {
    const names = { queue: NAME, exchange: NAME, routingKey: NAME, messageId: NAME };
    const bytes = { properties: Buffer.alloc(0), body: Buffer.alloc(0), bytesLeftOut: 0 };
    const all = Array.from({ length: COUNT }, (_, n) => ({ id: `u${n}`, ...names, ...bytes }));
    const look = <T, R>(each: (one: SetAsideMessage) => T, use: (found: T[]) => R): R =>
      use(all.map(each));
    const answers = new JsonAnswers(new TimeSlices());
    const controller = new UnreadableController({ look } as unknown as UnreadableQueue, answers);
    app = fastify({ forceCloseConnections: true });
    app.get('/unreadable', async ({ query }, reply) => {
      const { limit = '10000', skip = '0' } = query as Record<string, string>;
      await controller.list({ limit: Number(limit), skip: Number(skip) }, reply);
      return reply;
    });
    url = await app.listen({ port: 0, host: '127.0.0.1' });
  });

  afterEach(() => app.close());

  it.each([10_000, 700, 1])(
    'has pages of at most 4 MiB and %i messages, which lead to all of it in order',
    async (limit) => {
      const found: string[] = [];
      const most = Math.min(COUNT, 20 * limit);
      let next: string | undefined = `${url}/unreadable?limit=${limit}`;
      while (next !== undefined && found.length < most) {
        const page = await get(next);
        const items = page.body as unknown as { id: string }[];
        expect(JSON.stringify(items).length).toBeLessThan(4 * MIB + NAME.length * 24);
        expect(items.length).toBeLessThanOrEqual(limit);
        found.push(...items.map(({ id }) => id));
        next = nextPage(next, page);
      }
      expect(found).toEqual(Array.from({ length: most }, (_, n) => `u${n}`));
      expect(next === undefined).toBe(most === COUNT);
    },
  );
});
