import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { askManagement } from '../../management/ask-management';
import { findUrlsFault } from './broker-address';
import { openConnection } from './open-connection';
import { CERTIFICATE, KEY, writeTlsFiles } from './tls-files.harness';

const SERVER = { cert: CERTIFICATE, key: KEY, ca: CERTIFICATE, requestCert: true };
const settings = { app: 'test', heartbeatSeconds: 10 };

describe('TLS as an AMQP URL asks for it', () => {
  const files = writeTlsFiles();
  const trust = `cacertfile=${encodeURIComponent(files.cert)}`;
  const identity = `certfile=${encodeURIComponent(files.cert)}&keyfile=${files.key}`;
  const name = 'server_name_indication=rabbit.test';
  const seen: { servername: unknown; authorized: boolean }[] = [];
  const broker = createServer({ ...SERVER, rejectUnauthorized: false }, (socket: TLSSocket) => {
    seen.push({ servername: socket.servername, authorized: socket.authorized });
    socket.destroy();
  });
  const api = createHttps(SERVER, (_, response) => response.end('["answered"]'));
  let host: string;

  beforeAll(async () => {
    await Promise.all(
      [broker, api].map((each) => new Promise<void>((done) => each.listen(0, '127.0.0.1', done))),
    );
    host = `127.0.0.1:${(broker.address() as AddressInfo).port}`;
  });

  beforeEach(() => (seen.length = 0));

  afterAll(() => {
    broker.close();
    api.close();
    files.remove();
  });

  const open = (query: string): Promise<string> =>
    openConnection(`amqps://${host}?${query}`, 'r', settings, () => undefined).then(
      () => 'opened',
      String,
    );

  it.each([
    ['shows who it is', `${trust}&${identity}&${name}`, true],
    ['shows nothing without a certificate', `${trust}&${name}`, false],
    [
      'accepts any certificate when the check is off',
      'verify=verify_none&server_name_indication=other.test',
      false,
    ],
  ])('%s', async (_, query, authorized) => {
    await open(query);
    const servername = query.includes('other') ? 'other.test' : 'rabbit.test';
    expect(seen).toEqual([{ authorized, servername }]);
  });

  it.each([
    ['an authority that is not known', name, 'self-signed certificate'],
    ['another name in the certificate', `${trust}&server_name_indication=other.test`, 'altnames'],
  ])('goes no further with %s', async (_, query, reason) => {
    expect(await open(query)).toContain(reason);
  });

  it.each([
    ['cacertfile', `cacertfile=${files.text}`],
    ['certfile', `certfile=${files.text}&keyfile=${files.key}`],
    ['keyfile', `certfile=${encodeURIComponent(files.cert)}&keyfile=${files.text}`],
    [
      'keyfile',
      `certfile=${encodeURIComponent(files.cert)}&keyfile=${encodeURIComponent(files.cert)}`,
    ],
  ])('a %s that is none is refused by name', (parameter, query) => {
    expect(findUrlsFault(`amqps://host?${query}`)).toContain(`the parameter '${parameter}'`);
  });

  it('holds for the management API too', async () => {
    const url = `https://127.0.0.1:${(api.address() as AddressInfo).port}`;
    const ask = (query: string): Promise<unknown> =>
      askManagement({ urls: [`amqps://h?${query}`] }, { url }, 'policies');
    expect(await ask(`${trust}&${identity}&verify=verify_none`)).toEqual(['answered']);
    await expect(ask(identity)).rejects.toThrow('cannot be reached');
  });
});
