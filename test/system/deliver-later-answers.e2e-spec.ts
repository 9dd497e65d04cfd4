import { exchanges } from '@warren/contracts';
import { waitFor } from '@warren/testing';
import { event, LaterSystem, SCHEDULED, SOON_MS } from './deliver-later.harness';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Hour {
  hour: string;
  messages: number;
}

describe('what is answered about delivering later', () => {
  let system: LaterSystem;

  beforeAll(async () => {
    system = await LaterSystem.start();
  });

  afterAll(() => system.stop());

  it('takes a time of RFC 3339, and one that has passed as at once', async () => {
    const deliverAt = new Date(Date.now() + SOON_MS).toISOString();
    const later = await system.publish('/direct/error', { deliverAt });
    expect(later).toMatchObject({ status: 202, body: { deliverAt } });
    const passed = await system.publish('/direct/error', {
      deliverAt: '2020-02-29T12:00:00+02:00',
    });
    expect(passed.status).toBe(202);
    expect(passed.body).not.toHaveProperty('deliverAt');
    const story = await system.storyIn(passed.body.messageId, ['logs.error']);
    expect(story.map(({ queue }) => queue)).toEqual(['logs.error']);
    expect(await system.storyIn(later.body.messageId, ['logs.error', SCHEDULED])).toHaveLength(2);
  });

  it.each([
    [{ deliverAfter: -1 }, '/options/deliverAfter'],
    [{ deliverAfter: 30 * DAY_MS + 1 }, '/options/deliverAfter'],
    [{ deliverAt: 'tomorrow' }, '/options/deliverAt'],
    [{ deliverAt: '2026-02-30T00:00:00Z' }, '/options/deliverAt'],
    [{ deliverAt: '2999-01-01T00:00:00Z' }, '/options/deliverAt'],
    [{ deliverAfter: 1, deliverAt: '2026-01-01T00:00:00Z' }, '/options/deliverAfter'],
  ])('refuses %j and points at it', async (options, pointer) => {
    expect(await system.publish('/send', options)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ pointer }] },
    });
  });

  it('works for each line of a batch, and a bad time hurts none of the others', async () => {
    const line = (id: string, options: object): object => ({
      ...{ exchange: 'direct', routingKey: 'warning' },
      ...{ event: { ...event, id }, options },
    });
    const lines = [{ deliverAfter: SOON_MS }, { deliverAfter: -5 }, {}].map((options, index) =>
      JSON.stringify(line(`b${index}`, options)),
    );
    const response = await fetch(`${system.gatewayUrl}/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    const results = (await response.text())
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    const messageId = expect.any(String) as unknown;
    expect(results).toEqual([
      {
        ...{ index: 0, outcome: 'confirmed', messageId },
        deliverAt: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
      },
      { index: 1, outcome: 'invalid', problem: expect.any(Object) as unknown },
      { index: 2, outcome: 'confirmed', messageId },
    ]);
    expect(await system.storyIn(results[0]?.messageId, ['logs.warning', SCHEDULED])).toHaveLength(
      2,
    );
    expect(await system.storyIn(results[2]?.messageId, ['logs.warning'])).toHaveLength(1);
  });

  it('says in a dry run where the event would go now, and when; nothing is put off', async () => {
    const countAhead = async (): Promise<number> =>
      Number((await system.ask('/scheduled')).body.ahead);
    const later = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
    const before = await countAhead();
    const deliverAt = later(5);
    expect((await system.publish('/direct/info?dryRun=true', { deliverAt })).body).toEqual({
      queues: ['logs.info'],
      bindings: [{ queue: 'logs.info', exchange: exchanges.direct.name, routingKey: 'info' }],
      deliverAt,
    });
    expect(
      (await system.publish('/direct/inf?dryRun=true', { deliverAt: later(6) })).body,
    ).toMatchObject({
      queues: [],
    });
    // Counted in the order in which they are put off.
    await system.publish('/direct/info', { deliverAt: later(8) });
    await waitFor('the one that is put off', async () => (await countAhead()) > before);
    expect(await countAhead()).toBe(before + 1);
  });

  it('counts at GET /scheduled what is ahead, by the hour', async () => {
    const hour = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + 3 * HOUR_MS).toISOString();
    const deliverAt = new Date(Date.parse(hour) + HOUR_MS / 2).toISOString();
    for (let n = 0; n < 3; n += 1) await system.publish('/fanout', { deliverAt });
    const { body } = await waitFor('three of them', async () => {
      const answer = await system.ask('/scheduled');
      const found = (answer.body.hours as Hour[]).find((each) => each.hour === hour);
      return found?.messages === 3 ? answer : undefined;
    });
    const hours = body.hours as Hour[];
    expect(body.overdue).toBe(0);
    expect(body.ahead).toBe(hours.reduce((sum, { messages }) => sum + messages, 0));
    expect(hours.map((each) => each.hour)).toEqual(hours.map((each) => each.hour).sort());
  });
});
