import { execFile } from 'node:child_process';
import {
  AppProcess,
  createVhost,
  get,
  post,
  testBroker,
  waitFor,
  type Vhost,
} from '@warren/testing';
import { connect } from 'amqplib';
import { codeIn, readMarkdown } from '../unit/read-markdown';
import { CLI, cliEnvironment } from './run-warren';

type Body = Record<string, unknown>;

const APPS = ['gateway', 'worker', 'desk'] as const;
const ROWS = readMarkdown('docs/broker.md').rows;

/** What the table in docs/broker.md says of a user. */
function rightsOf(user: string, mode = ''): { configure: string; write: string; read: string } {
  const row = ROWS.find(
    ([name, mentioned = '']) => name === user && (codeIn(mentioned) ?? '') === mode,
  );
  const [configure = '?', write = '?', read = '?'] = (row ?? []).slice(2, 5).map(codeIn);
  return { configure, write, read };
}

/** The lines of an answer in NDJSON. */
const linesOf = ({ text }: Body): Body[] =>
  String(text)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Body);

describe.each(['declare', 'check'])('the rights that docs/broker.md names, for %s', (mode) => {
  let vhost: Vhost;
  /** Their addresses. */
  let gateway: string;
  let worker: string;
  let urls: readonly string[];
  const apps: AppProcess[] = [];
  const users: string[] = [];
  /** How the commands that write ended. */
  const operated: unknown[] = [];

  /** A user with exactly these rights and this tag; the address with its name in it. */
  async function urlOf(user: string, tag = '', ofMode = ''): Promise<string> {
    const username = `${user.replace(/\W+/g, '-')}-${vhost.name}`;
    users.push(username);
    await vhost.management.addUser(username, 'secret', tag, rightsOf(user, ofMode));
    return Object.assign(new URL(vhost.url), { username, password: 'secret' }).href;
  }

  /** Runs `warren topology …` as the user of a row; its exit code and all it printed. */
  async function topology(command: string, row: string, tag = ''): Promise<unknown> {
    const { env, cwd } = cliEnvironment('http://127.0.0.1:1');
    const { managementUrl } = testBroker();
    const broker = {
      RABBITMQ_URL: await urlOf(row, tag),
      ...(tag && { RABBITMQ_MANAGEMENT_URL: managementUrl }),
    };
    const args = [CLI, 'topology', ...command.split(' ')];
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd, env: { ...env, ...broker } }, (error, out, said) =>
        resolve({ code: error?.code ?? 0, text: `${out}${said}` }),
      );
    });
  }

  /** By a user who may do anything. */
  async function declareOtherwise(queue: string): Promise<void> {
    const connection = await connect(vhost.url);
    await (await connection.createChannel()).assertQueue(queue, { durable: true });
    await connection.close();
  }

  beforeAll(async () => {
    vhost = await createVhost();
    if (mode === 'check') {
      await declareOtherwise('etl.jobs');
      operated.push(
        await topology('redeclare etl.jobs', '`topology -- redeclare`', 'management'),
        await topology('declare', '`topology -- declare`'),
      );
    }
    const watching = new URL(await urlOf('that of `RABBITMQ_MANAGEMENT_URL`', 'management'));
    const management = Object.assign(new URL(testBroker().managementUrl), {
      username: watching.username,
      password: watching.password,
    });
    const settings = { RABBITMQ_TOPOLOGY: mode, RABBITMQ_MANAGEMENT_URL: management.href };
    for (const name of APPS) {
      const url = await urlOf(name, '', mode);
      apps.push(AppProcess.start(name, { ...settings, RABBITMQ_URL: url }));
    }
    urls = await Promise.all(apps.map((each) => each.ready()));
    [gateway = '', worker = ''] = urls;
  });

  afterAll(async () => {
    await Promise.all(apps.map((each) => each.stop()));
    await Promise.all(users.map((each) => vhost.management.removeUser(each)));
    await vhost.remove();
  });

  async function publish(payload: object, options = {}): Promise<string> {
    const event = { id: 'r1', tipo: 'RIGHTS', payload, options };
    const { body, status } = await post(`${gateway}/send`, event);
    expect([status, body.outcome]).toEqual([202, 'confirmed']);
    return String(body.messageId);
  }

  /** What became of a message in its one queue, once it is this. */
  const untilOutcome = (messageId: string, outcome: string): Promise<Body> =>
    waitFor(`${messageId} to be ${outcome}`, async () => {
      const { body, status } = await get(`${worker}/messages/${messageId}`);
      const [only] = status === 200 ? (body.queues as Body[]) : [];
      return only?.outcome === outcome ? only : undefined;
    });

  it('suffice to publish, consume, retry, and to deliver later', async () => {
    const [plain, retried, later] = await Promise.all([
      publish({}),
      publish({ lab: { fail: 'retryable', attempts: 1 } }),
      publish({}, { deliverAfter: 1_500 }),
    ]);
    for (const each of [plain, retried, later]) await untilOutcome(each, 'processed');
    const { body } = await get(`${worker}/messages?messageId=${retried}`);
    expect(body).toMatchObject([{ delivery: { attempt: 2 } }]);
  });

  it('suffice to dead-letter, redrive, and discard', async () => {
    const messageId = await publish({ lab: { fail: 'permanent' } });
    const letter = await waitFor('its dead letter', async () => {
      const { body } = await get(`${worker}/dead-letters?messageId=${messageId}`);
      return (body as unknown as Body[])[0];
    });
    const order = { ids: [letter.deadLetterId], reason: 'rights' };
    const redriven = await post(`${worker}/dead-letters/redrive`, order);
    expect(linesOf(redriven.body)).toContainEqual(expect.objectContaining({ outcome: 'redriven' }));
    const again = await waitFor('it to come back', async () => {
      const { body } = await get(`${worker}/dead-letters?messageId=${messageId}&state=open`);
      return (body as unknown as Body[])[0];
    });
    const last = { ids: [again.deadLetterId], reason: 'rights' };
    const { status } = await post(`${worker}/dead-letters/discard`, last);
    expect(status).toBe(200);
  });

  it('suffice for commands and their answers', async () => {
    const command = { data: { sku: 'MUG-1', quantity: 3 } };
    const answer = await post(`${gateway}/rpc/orders.quote`, command);
    expect(answer).toMatchObject({ status: 200 });
  });

  it('leave nothing that a process could not do', async () => {
    for (const url of urls) {
      const { body } = await get(`${url}/readyz?verbose`);
      const checks = body.checks as Record<string, { ok: boolean; detail?: string }>;
      const faults = Object.values(checks).filter(
        ({ detail = '', ok }) => !ok || /degraded|unavailable|permission|cannot/.test(detail),
      );
      expect(faults).toEqual([]);
    }
    const said = apps.flatMap(({ lines }) => lines.map((line) => JSON.stringify(line)));
    expect(said.filter((line) => /refused|permission/i.test(line))).toEqual([]);
  });

  it('suffice to replace a queue and to declare all', () => {
    const done = ["'etl.jobs' was replaced", ' are in place'].map((words) => {
      return { code: 0, text: expect.stringContaining(words) as unknown };
    });
    expect(operated).toEqual(mode === 'check' ? done : []);
  });

  it('suffice to verify', async () => {
    expect(await topology('verify', '`topology -- verify`', 'management')).toMatchObject({
      code: 0,
      text: expect.stringContaining('The broker has the topology as declared') as unknown,
    });
  });
});
