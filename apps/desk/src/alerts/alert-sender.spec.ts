import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { Claims, isClaimRecord, isOperatedRecord, type JournalLine } from '@warren/messaging';
import { bootDesk } from '../desk.harness';
import { AlertLogProjection } from './alert-log.projection';
import { AlertSender } from './alert-sender';
import { ALERT_SETTINGS, type Webhook } from './alert-settings';
import { AlertsController } from './alerts.controller';
import { findAlerts } from './find-alerts';

const RULE = { name: 'r', kinds: ['queue-stuck', 'broker-unreachable'] as const, messages: 0 };
const RULES = [{ ...RULE, forSeconds: 0, clearSeconds: 0 }];
const TITLE = 'nothing of a | b was handled, see <https://evil.example|here>';

/** An alert of this kind. */
function alertOf(kind: (typeof RULE.kinds)[number]) {
  const cause = { kind, title: TITLE, queue: 'a', messages: 3, evidence: {}, actions: [] };
  return findAlerts(RULES, [cause])[0] as ReturnType<typeof findAlerts>[number];
}

describe('sending alerts', () => {
  const { signal } = new AbortController();
  let got: { path: string; body: Record<string, unknown> }[];
  let status: number[];
  let server: Server;
  let desks: { claims: Claims; log: AlertLogProjection }[];
  let isBroken: boolean;
  let warn: jest.SpyInstance;

  beforeEach(async () => {
    [got, status, desks, isBroken] = [[], [], [], false];
    warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (part: Buffer) => (text += part.toString()));
      request.on('end', () => {
        got.push({ path: request.url ?? '', body: JSON.parse(text) as Record<string, unknown> });
        response.writeHead(status.shift() ?? 200, { location: '/elsewhere' }).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Every desk reads what one writes a moment later, in the same order. */
  const append = async (record: JournalLine): Promise<void> => {
    if (isBroken) throw new Error('no broker');
    await Promise.resolve();
    for (const { claims, log } of desks) {
      if (isClaimRecord(record)) claims.applyClaim(record);
      else if (isOperatedRecord(record)) log.applyOperated(record);
    }
  };
  const startDesk = (form: Webhook['form'] = 'json'): AlertSender => {
    const desk = { claims: new Claims({ append }, 'alert'), log: new AlertLogProjection() };
    desks.push(desk);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret`;
    return new AlertSender([{ name: 'ops', url, form }], desk.claims, desk.log, { append });
  };

  it('is done once by two desks that want it at the same time, and once by one that comes later', async () => {
    const [one, other] = [startDesk(), startDesk()];
    const raised = { state: 'raised', alert: alertOf('queue-stuck') } as const;
    await Promise.all([one.send(raised, signal), other.send(raised, signal)]);
    await Promise.all([one.send(raised, signal), other.send(raised, signal)]);
    expect(got.map(({ body }) => body)).toMatchObject([
      { state: 'raised', rule: 'r', kind: 'queue-stuck', title: TITLE, queue: 'a', messages: 3 },
    ]);
    expect(one.of(raised.alert.key)).toEqual(other.of(raised.alert.key));
    await Promise.all([one, other].map((each) => each.send({ ...raised, state: 'over' }, signal)));
    expect(got.map(({ body }) => body['state'])).toEqual(['raised', 'over']);
  });

  it('is tried again when the other side fails, not when it refuses or leads elsewhere', async () => {
    const send = async (...answers: number[]): Promise<string[]> => {
      [got, status] = [[], answers];
      const raised = { state: 'raised', alert: alertOf('queue-stuck') } as const;
      await startDesk('slack').send(raised, signal);
      desks = [];
      return got.map(({ path }) => path);
    };
    expect(await send(500, 200)).toEqual(['/secret', '/secret']);
    expect(await send(404)).toEqual(['/secret']);
    expect(await send(302)).toEqual(['/secret']);
    expect(got[0]?.body).toEqual({
      text: expect.stringContaining('see &lt;https://evil.example|here&gt;') as string,
    });
    const words = warn.mock.calls.map(([each]) => String(each));
    expect(words).toEqual(["the webhook 'ops' answered 404", "the webhook 'ops' answered 302"]);
  });

  it('of a broker that cannot be reached is done by each desk itself, and of what else waits for the broker', async () => {
    isBroken = true;
    const desk = startDesk();
    await desk.send({ state: 'raised', alert: alertOf('queue-stuck') }, signal);
    expect(got).toEqual([]);
    const alert = alertOf('broker-unreachable');
    await desk.send({ state: 'raised', alert }, signal);
    expect([got.length, desk.of(alert.key)?.isRaised]).toEqual([1, true]);
    isBroken = false;
    await desk.send({ state: 'over', alert }, signal);
    expect([got.length, desk.of(alert.key)]).toEqual([2, undefined]);
  });

  it('is shown without the addresses of webhooks', async () => {
    const desk = startDesk();
    await desk.send({ state: 'raised', alert: alertOf('queue-stuck') }, signal);
    const part = { module: class {}, controllers: [AlertsController] };
    const webhooks = [{ name: 'ops', url: 'https://secret', form: 'json' }];
    const app = await bootDesk(part, [
      [AlertLogProjection, desks[0]?.log as AlertLogProjection],
      [ALERT_SETTINGS, { webhooks, rules: RULES, coolDownSeconds: 1 }],
    ]);
    const answer = await app.inject({ url: '/alerts' });
    expect(answer.json()).toMatchObject({
      raised: [{ rule: 'r', kind: 'queue-stuck', title: TITLE, queue: 'a', result: 'ops: sent' }],
      log: [{ state: 'raised' }],
      webhooks: [{ name: 'ops', form: 'json' }],
    });
    expect(answer.body).not.toContain('secret');
    await app.close();
  });
});
