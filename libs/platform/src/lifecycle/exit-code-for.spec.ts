import { createServer } from 'node:http';
import { ConfigError } from '../config/config.error';
import { exitCodeFor } from './exit-code-for';

describe('the exit code of a boot that failed', () => {
  it.each([
    [78, 'a bad variable', new ConfigError(['GATEWAY_PORT is not a number'])],
    [78, 'a port it may not have', withCode('EACCES')],
    [78, 'handlers that do not fit', withCode('handler_mismatch')],
    [78, 'commands that do not fit', withCode('command_mismatch')],
    [78, 'a topology that contradicts itself', withCode('invalid_topology')],
    [78, 'a broker that contradicts the topology', withCode('topology_mismatch')],
    [1, 'a name that is not resolved now', withCode('EAI_AGAIN')],
    [1, 'too many open files', withCode('EMFILE')],
    [1, 'an error without a code', new Error('something else')],
    [1, 'what is no error', 'text'],
  ])('is %d for %s', (code, _, error) => {
    expect(exitCodeFor(error)).toBe(code);
  });

  it('is 78 for a port that is taken', async () => {
    const first = createServer();
    await new Promise<void>((resolve) => first.listen(0, '127.0.0.1', resolve));
    const second = createServer();
    const error = await new Promise((resolve) =>
      second
        .once('error', resolve)
        .listen({ host: '127.0.0.1', port: (first.address() as { port: number }).port }),
    );
    first.close();
    expect(exitCodeFor(error)).toBe(78);
  });
});

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code });
}
