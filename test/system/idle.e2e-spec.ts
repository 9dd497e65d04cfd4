import {
  AppProcess,
  createVhost,
  TcpProxy,
  testBroker,
  waitFor,
  type Vhost,
} from '@warren/testing';

/** How often each process looks after everything the broker must have, before a test ends. */
const ROUNDS = 3;
/** A passive declaration of one queue: its name, then the bits of `passive` and `durable`. */
// eslint-disable-next-line no-control-regex
const ASKED_FOR = /meter\.readings[\x01\x03]/g;

describe('processes with nothing to do', () => {
  let vhost: Vhost;
  let proxy: TcpProxy;
  let app: AppProcess;

  beforeEach(async () => {
    vhost = await createVhost();
    proxy = await TcpProxy.start(vhost.url);
  });

  afterEach(async () => {
    await app.stop();
    await proxy.close();
    await vhost.remove();
  });

  it.each(['gateway', 'worker', 'desk'] as const)('the %s is silent', async (name) => {
    app = AppProcess.start(name, {
      RABBITMQ_URL: proxy.url,
      RABBITMQ_MANAGEMENT_URL: testBroker().managementUrl,
      RABBITMQ_HEARTBEAT_S: '1',
    });
    await app.ready();
    let rounds = 0;
    proxy.onSent = (bytes) => {
      rounds += bytes.toString('latin1').match(ASKED_FOR)?.length ?? 0;
    };
    // What a start still has to say is said before the first of them.
    await waitFor('the first round', () => rounds >= 1);
    const before = app.lines.length;
    await waitFor('the other rounds', () => rounds > ROUNDS);
    expect(app.lines.slice(before).map(({ msg }) => msg)).toEqual([]);
    expect(app.plain).toEqual([]);
  });
});
