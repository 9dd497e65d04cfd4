import { findUrlsFault, readBrokerAddress, splitUrls } from './broker-address';

const TLS = 'amqps://host/v';

describe('reading an AMQP URL', () => {
  it.each([
    ['amqp://host', { username: 'guest', password: 'guest', port: 5_672, vhost: '/' }],
    ['amqps://host/', { port: 5_671, vhost: '/' }],
    ['AMQP://host/%2f', { protocol: 'amqp', vhost: '/' }],
    ['amqp://host/%2Fa%2Fb', { vhost: '/a/b' }],
    ['amqp://host//', { vhost: '/' }],
    ['amqp://host/a%C3%B1o', { vhost: 'año' }],
    ['amqp://u:contrase%C3%B1a@host', { username: 'u', password: 'contraseña' }],
    ['amqp://u:contraseña@host', { password: 'contraseña' }],
    ['amqp://%E7%94%A8%E6%88%B7:%F0%9F%90%87@host', { username: '用户', password: '🐇' }],
    ['amqp://u:p%40s%3A%2F%23%3F%25%2C%2B%26%22%27@host', { password: `p@s:/#?%,+&"'` }],
    ['amqp://u:p+w,x&y$@host', { password: 'p+w,x&y$' }],
    ['amqp://u:p@ss@host', { password: 'p@ss', host: 'host' }],
    ['amqp://u@host', { username: 'u', password: '' }],
    ['amqp://u:@host', { username: 'u', password: '' }],
    ['amqp://[::1]:5673/v', { host: '::1', port: 5_673 }],
    ['amqp://u:p@[2001:DB8::7]', { host: '2001:db8::7', port: 5_672 }],
    ['amqp:///v', { host: 'localhost', vhost: 'v' }],
    ['amqp://my_rabbit-1.example', { host: 'my_rabbit-1.example' }],
  ])('understands %s', (text, expected) => {
    expect(readBrokerAddress(text)).toMatchObject(expected);
  });

  it.each([
    ['heartbeat=7', { heartbeatSeconds: 7 }],
    ['connection_timeout=2000', { connectTimeoutMs: 2_000 }],
    ['frame_max=8192&channel_max=128', { frameMax: 8_192, channelMax: 128 }],
    ['auth_mechanism=AMQPLAIN', { authMechanism: 'amqplain' }],
    ['verify=verify_none', { tls: { isVerified: false } }],
    ['server_name_indication=rabbit.example', { tls: { serverName: 'rabbit.example' } }],
    ['cacertfile=%2Fetc%2Fa%20b.pem', { tls: { caFile: '/etc/a b.pem', isVerified: true } }],
  ])('understands the query %s', (query, expected) => {
    expect(readBrokerAddress(`${TLS}?${query}`).options).toMatchObject(expected);
  });

  it.each([
    ['http://host', 'must be amqp:// or amqps:// URLs'],
    ['rabbit', 'must be a URL'],
    ['amqp://u:pa/ss@host', 'must be a URL'],
    ['amqp://u:12/ss@host', 'as %2F, %3F, %23 and %40'],
    ['amqp://u:12?ss@host', 'as %2F, %3F, %23 and %40'],
    ['amqp://u:12#ss@host', 'as %2F, %3F, %23 and %40'],
    ['amqp://host/v#fragment', 'as %2F, %3F, %23 and %40'],
    ['amqp://u:contrase%F1a@host', 'a password in percent-encoded UTF-8'],
    ['amqp://u:100%@host', 'a password in percent-encoded UTF-8'],
    ['amqp://u%00admin:p@host', 'a user in percent-encoded UTF-8'],
    ['amqp://host/%ff', 'a virtual host in percent-encoded UTF-8'],
    [`amqp://host/${'%C3%B1'.repeat(128)}`, 'a virtual host of at most 255 bytes'],
    ['amqp://a,b:5672/v', 'must have one host'],
    ['amqp://a%20b', 'must have one host'],
    ['amqp://host:0', 'a port from 1'],
    ['amqp://host:70000', 'must be a URL'],
    ['amqp://host?heartbeat=0', `a whole number from 1 to 600 as the parameter 'heartbeat'`],
    ['amqp://host?heartbeat=1e1', `the parameter 'heartbeat'`],
    ['amqp://host?heartbeat=', `the parameter 'heartbeat'`],
    ['amqp://host?heartbeat=5&heartbeat=9', `the parameter 'heartbeat' once`],
    ['amqp://host?connection_timeout=10', `the parameter 'connection_timeout'`],
    ['amqp://host?frame_max=4096', `the parameter 'frame_max'`],
    ['amqp://host?channel_max=1', `the parameter 'channel_max'`],
    ['amqp://host?auth_mechanism=scram', 'plain or amqplain or external'],
    ['amqps://host?auth_mechanism=external', `the parameter 'certfile'`],
    ['amqp://host?cacertfile=/ca.pem', 'must begin with amqps://'],
    ['amqp://host?verify=verify_none', 'must begin with amqps://'],
    ['amqps://host?verify=false', `the parameter 'verify'`],
    ['amqps://host?certfile=/a.pem', `'certfile' and 'keyfile'`],
    ['amqps://host?server_name_indication=disable', `'server_name_indication'`],
    ['amqps://host?server_name_indication=a/b', `'server_name_indication'`],
    ['amqp://host?heartBeat=5', `it has 'heartBeat'`],
    ['amqp://host?locale=en_US', `it has 'locale'`],
    ['amqp://host?p%40ssw0rd', 'it has one of another name'],
  ])('refuses %s', (text, sentence) => {
    expect(() => readBrokerAddress(text)).toThrow(sentence);
  });
});

describe('a list of AMQP URLs', () => {
  it.each([
    ['amqp://a', ['amqp://a']],
    ['amqp://u:p,w@a/v, amqps://u:,@b', ['amqp://u:p,w@a/v', 'amqps://u:,@b']],
  ])('%s is split only before another URL', (list, urls) => {
    expect(splitUrls(list)).toEqual(urls);
  });

  it.each([
    ['amqp://a,amqp://b?verify=x', 'in its URL 2, must begin with amqps://'],
    ['amqp://a,', 'must have one host'],
    ['amqps://a?cacertfile=/no/such.pem', `the parameter 'cacertfile': ENOENT`],
    [`amqps://a?cacertfile=${encodeURIComponent(__filename)}`, `PEM file as the parameter 'cacert`],
    ['amqps://a?certfile=/no/cert.pem&keyfile=/no/key.pem', `the parameter 'certfile': ENOENT`],
  ])('%s is refused by name', (list, fault) => {
    expect(findUrlsFault(list)).toContain(fault);
  });

  it('is right when all of it is', () => {
    expect(findUrlsFault('amqp://u:p,w@a/v,amqps://u:%2C@b?heartbeat=5')).toBeUndefined();
  });

  it('has no fault that repeats a password', () => {
    const lists = [
      'amqp://u:hunter2/@h',
      'amqp://u:1?hunter2@h',
      'amqp://u:1#hunter2',
      'amqp://u:hunter2%@h',
    ];
    for (const list of lists) expect(findUrlsFault(list)).toMatch(/^must (?!.*hunter2)/);
  });
});
