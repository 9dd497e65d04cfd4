import { createServer } from 'node:net';
import { once } from 'node:events';
import { exitCodeFor } from '@warren/platform';
import { explainListenFault } from './explain-listen-fault';

/** What Node says to a `listen` there. */
async function faultOf(host: string, port: number): Promise<unknown> {
  const server = createServer();
  server.listen(port, host);
  return once(server, 'listening').then(
    () => server.close(),
    (error: unknown) => error,
  );
}

describe('an app that cannot listen', () => {
  it.each([
    ['203.0.113.7', /^HOST is 203\.0\.113\.7, and this machine has no such address/],
    ['no-such-host.invalid', /^HOST is no-such-host\.invalid, and no such name is known/],
  ])('names HOST %s, and is not started again', async (host, sentence) => {
    const place = { host, port: 0, portVariable: 'WORKER_PORT' };
    const explained = explainListenFault(await faultOf(host, 0), place);
    expect((explained as Error).message).toMatch(sentence);
    expect(exitCodeFor(explained)).toBe(78);
  });

  it('names the variable of a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const place = { host: '127.0.0.1', port, portVariable: 'WORKER_PORT' };
    const explained = explainListenFault(await faultOf('127.0.0.1', port), place);
    taken.close();
    expect((explained as Error).message).toBe(
      `Port ${port} on 127.0.0.1 is taken (EADDRINUSE): stop the program that uses it, or set WORKER_PORT to a free port.`,
    );
    expect(exitCodeFor(explained)).toBe(78);
  });

  it('leaves any other error as it is', () => {
    const error = Object.assign(new Error('too many open files'), { code: 'EMFILE' });
    expect(explainListenFault(error, { host: 'h', port: 1, portVariable: 'P' })).toBe(error);
    expect(exitCodeFor(error)).toBe(1);
  });
});
