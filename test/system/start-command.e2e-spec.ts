import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createVhost, type Vhost } from '@warren/testing';
import { connect } from 'amqplib';
import { findFreePort } from '../../tools/broker/free-port';

const ROOT = join(__dirname, '../..');

/** How a `npm start` ended by itself, and what it said. */
interface Ended {
  readonly code: unknown;
  readonly said: string;
}

describe('npm start, with a fault that a restart cannot mend', () => {
  let vhost: Vhost;
  let ports: { GATEWAY_PORT: string; WORKER_PORT: string };

  beforeEach(async () => {
    vhost = await createVhost();
    const gateway = await findFreePort(0);
    const worker = await findFreePort(0, { avoid: [gateway] });
    ports = { GATEWAY_PORT: String(gateway), WORKER_PORT: String(worker) };
  });

  afterEach(() => vhost.remove());

  const start = (changes: Record<string, string> = {}, names: string[] = []): Promise<Ended> =>
    new Promise((resolve) => {
      const { HOME, PATH } = process.env;
      const env = { HOME, PATH, RABBITMQ_URL: vhost.url, LOG_FORMAT: 'json', ...ports, ...changes };
      const options = { cwd: ROOT, env, maxBuffer: 2 ** 26 };
      // It ends, and with it this promise, only when the applications that it started have ended too.
      const args = [join(ROOT, 'tools/start.js'), ...names];
      execFile(process.execPath, args, options, (error, out, errors) =>
        resolve({ code: error?.code ?? 0, said: `${out}${errors}` }),
      );
    });

  /** What comes last, behind an empty line: the reason, and nothing but the reason. */
  const reasonIn = ({ said }: Ended): string => said.trim().split('\n\n').at(-1) ?? '';

  it.each([
    ['REPOSITORY_CAPACITY', 'many', /^.*not valid.*\n- REPOSITORY_CAPACITY .+$/],
    ['IDEMPOTENCY_TTL_MS', '-1', /^.*not valid.*\n- IDEMPOTENCY_TTL_MS .+$/],
    ['HOST', '192.0.2.1', /^HOST is 192\.0\.2\.1, and this machine has no such address .+$/],
  ])('ends with one reason for %s=%s', async (name, value, reason) => {
    const ended = await start({ [name]: value });
    expect(reasonIn(ended)).toMatch(reason);
    expect([ended.code, ended.said]).toEqual([1, expect.not.stringContaining('starting it again')]);
  });

  it('ends with the command that mends a queue with other arguments', async () => {
    const connection = await connect(vhost.url);
    await (await connection.createChannel()).assertQueue('etl.jobs', { durable: true });
    await connection.close();
    const ended = await start();
    expect(reasonIn(ended)).toMatch(/^.*'etl\.jobs'.*npm run topology -- redeclare etl\.jobs.*$/);
    expect([ended.code, ended.said]).toEqual([1, expect.not.stringContaining('starting it again')]);
  });

  it('ends before it starts anything when a port that was chosen is taken', async () => {
    const other = createServer().listen(Number(ports.WORKER_PORT), '127.0.0.1');
    const ended = await start();
    expect(reasonIn(ended)).toBe(
      `WORKER_PORT is ${ports.WORKER_PORT}, and that port is taken. Stop the program that uses it, or set WORKER_PORT to a free port.`,
    );
    expect([ended.code, ended.said]).toEqual([1, expect.not.stringContaining('Starting')]);
    other.close();
  });
});
