import { printWelcome } from '../../tools/run/print-welcome';

const apps = [
  { name: 'gateway', port: 8000, base: 'http://localhost:8000', url: '' },
  { name: 'worker', port: 8001, base: 'http://localhost:8001', url: '' },
] as Parameters<typeof printWelcome>[0]['apps'];
const ours = {
  url: 'amqp://warren:random@127.0.0.1:5672',
  managementUrl: 'http://127.0.0.1:15672',
  ...{ username: 'warren', password: 'random', ours: undefined },
};
const given = {
  url: 'amqp://ana:s3cret@a.example,amqps://ana:s3cret@b.example/v',
  ...{ managementUrl: undefined, username: undefined, password: undefined, ours: undefined },
};

async function welcome(
  broker: typeof ours | typeof given,
  more: { missing?: string[]; failureLab?: string } = {},
): Promise<string> {
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  await printWelcome({ apps, broker, missing: [], failureLab: 'off', say, ...more });
  return said.join('\n');
}

describe('what npm start prints when it is up', () => {
  it('has the address of the broker that Warren started, and the commands that start more', async () => {
    const text = await welcome(ours, { failureLab: 'on' });
    expect(text).toContain('Warren is up.');
    expect(text).toContain(`AMQP        ${ours.url}`);
    expect(text).toContain('user warren, password random');
    expect(text).toMatch(/second worker +WORKER_PORT=\d+ npm start -- worker/);
    expect(text).toMatch(/gateway alone +GATEWAY_PORT=\d+ npm start -- gateway/);
    expect(text).toMatch(/worker alone +WORKER_PORT=\d+ npm start -- worker/);
    expect(text).toContain('Failure lab on');
  });

  it('shows no password of a broker that was given, and names what is not ready', async () => {
    const text = await welcome(given, { missing: ['worker'] });
    expect(text).toContain('amqp://ana:***@a.example,amqps://ana:***@b.example/v');
    expect(text).not.toMatch(/s3cret|Failure lab|Warren is up/);
    expect(text).toContain('not ready: worker');
    expect(text).toContain('with the same RABBITMQ_URL');
  });
});
