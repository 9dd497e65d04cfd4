import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askManagement } from './ask-management';

describe('asking the management API', () => {
  const servers: Server[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  async function serve(answer: RequestListener): Promise<string> {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const ask = (url: string): Promise<unknown> =>
    askManagement({ urls: ['amqp://u%C3%B1:p@h/a%2Fb'] }, { url }, 'policies');

  it('asks one node after the other, until one answers, as the user of the URL', async () => {
    const asked: unknown[] = [];
    const broken = await serve((_, response) => response.writeHead(503).end('no'));
    const sound = await serve(({ headers, url }, response) => {
      asked.push(url, headers.authorization, headers.connection);
      response.end('[1]');
    });
    expect(await ask(`http://127.0.0.1:1,${broken},${sound}/prefix`)).toEqual([1]);
    const login = `Basic ${Buffer.from('uñ:p').toString('base64')}`;
    expect(asked).toEqual(['/prefix/api/policies/a%2Fb', login, 'close']);
  });

  it('takes a refusal for an answer', async () => {
    const refusing = await serve((_, response) => response.writeHead(401).end('{}'));
    const other = await serve((_, response) => response.end('[]'));
    await expect(ask(`${refusing},${other}`)).rejects.toThrow(
      `${refusing} answered 401: it knows no such user and password, or`,
    );
  });

  it('names every node that cannot be reached, and no password', async () => {
    const talking = await serve((_, response) => response.end('<html>'));
    const asked = ask(`http://u:hunter2@127.0.0.1:1,${talking}`);
    await expect(asked).rejects.toThrow(/127\.0\.0\.1:1 \(ECONNREFUSED\), http.*is not valid JSON/);
    await expect(asked).rejects.toThrow(/^(?!.*hunter2)/);
  });
});
