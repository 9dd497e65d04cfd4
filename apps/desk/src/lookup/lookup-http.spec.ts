import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DeadLetters, TOPOLOGY } from '@warren/messaging';
import { MessagesProjection } from '@warren/views';
import { processed } from '@warren/views/testing';
import { bootDesk } from '../desk.harness';
import { FlowsController } from '../flows/flows.controller';
import { LookupController } from './lookup.controller';

class Part {}

const messages = new MessagesProjection(1_000, 10_000_000);
messages.apply(processed({ messageId: 'a/b' }), 0);

describe('from what somebody pasted to what it is', () => {
  let desk: NestFastifyApplication;
  let root: string;

  beforeAll(async () => {
    desk = await bootDesk({ module: Part, controllers: [FlowsController, LookupController] }, [
      [MessagesProjection, messages],
      [DeadLetters, new Map()],
      [TOPOLOGY, { queues: [], exchanges: [] }],
    ]);
    await desk.listen(0, '127.0.0.1');
    root = await desk.getUrl();
  });
  afterAll(() => desk.close());

  async function get(url: string): Promise<unknown> {
    return (await fetch(root + url)).json();
  }

  it('answers links that lead there, and nothing for what is unknown', async () => {
    const found = await get('/lookup?q=%20a/b');
    const link = 'messages/a%2Fb';
    expect(found).toEqual({
      complete: true,
      entries: [{ kind: 'message', title: 'T in a: processed', link }],
    });
    expect(await get('/lookup?q=other')).toEqual({ complete: true, entries: [] });
    expect(await get('/lookup')).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('shows the flow of a message, and answers 404 for one that is not kept', async () => {
    expect(await get('/flows/a%2Fb')).toMatchObject({
      ...{ correlationId: 'a/b', messages: 1, isCut: false },
      nodes: [
        { messageId: 'a/b', depth: 0, cause: 'none', deliveries: [{ queue: 'a', runMs: 5 }] },
      ],
    });
    expect(await get('/flows/other')).toMatchObject({ status: 404, code: 'not_found' });
  });
});
