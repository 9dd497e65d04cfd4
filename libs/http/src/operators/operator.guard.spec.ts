import type { ExecutionContext } from '@nestjs/common';
import { HttpConfig } from '../config/http.config';
import { OperatorConfig } from '../config/operator.config';
import { OperatorGuard } from './operator.guard';
import { ProblemError } from '../problems/problem.error';

const KEY = 'a-key-of-the-operators';
const LOCAL = { host: 'localhost:8001' };

/** What the guard answered: `allowed`, or the problem with the headers it set. */
interface Verdict {
  readonly code: string;
  readonly detail: string;
  readonly set: Record<string, string>;
}

function ask(headers: object, { key, host }: { key?: string; host?: string }): Verdict {
  const guard = new OperatorGuard(
    Object.assign(new OperatorConfig(), { operatorKey: key }),
    Object.assign(new HttpConfig(), { host: host ?? '127.0.0.1' }),
  );
  const set: Record<string, string> = {};
  const http = {
    getRequest: () => ({ headers }),
    getResponse: () => ({ header: (name: string, value: string) => (set[name] = value) }),
  };
  try {
    guard.canActivate({ switchToHttp: () => http } as unknown as ExecutionContext);
    return { code: 'allowed', detail: '', set };
  } catch (error) {
    const { code, message } = error as ProblemError;
    return { code, detail: message, set };
  }
}

describe('the operator guard with a key', () => {
  const withKey = { key: KEY, host: '0.0.0.0' };

  it.each([`Bearer ${KEY}`, `bearer ${KEY}`, `BEARER  ${KEY} `])('lets %j through', (given) => {
    const headers = { host: 'warren.example', authorization: given };
    expect(ask(headers, withKey).code).toBe('allowed');
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    KEY,
    `Basic ${KEY}`,
    `Bearer${KEY}`,
    `Bearer ${KEY}x`,
    `Bearer ${KEY.slice(0, -1)}`,
    `Bearer x ${KEY}`,
    `Bearer ${KEY.toUpperCase()}`,
  ])('refuses %j, and says the same for each', (authorization) => {
    expect(ask({ ...LOCAL, authorization }, withKey)).toEqual({
      code: 'unauthorized',
      detail: 'send the header `Authorization: Bearer <OPERATOR_KEY>`',
      set: { 'www-authenticate': 'Bearer' },
    });
  });

  it('asks for it also on the loopback address', () => {
    expect(ask(LOCAL, { key: KEY }).code).toBe('unauthorized');
  });
});

describe('the operator guard without a key', () => {
  it.each(['127.0.0.1', '127.8.0.1', '::1', 'localhost'])(
    'lets programs through when bound to %s',
    (host) => {
      expect(ask(LOCAL, { host }).code).toBe('allowed');
    },
  );

  it.each(['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', '127.0.0.1.example', 'warren.example'])(
    'is locked when bound to %s, and says what to set',
    (host) => {
      const { code, detail } = ask(LOCAL, { host });
      expect(code).toBe('operations_locked');
      expect(detail).toMatch(/set OPERATOR_KEY and send it.*or HOST to 127\.0\.0\.1$/);
    },
  );

  it.each(['localhost', 'LOCALHOST:8001', '127.0.0.1:8001', '127.8.0.1', '[::1]:8001'])(
    'lets a request for %s through',
    (host) => {
      expect(ask({ host }, {}).code).toBe('allowed');
    },
  );

  it.each([
    undefined,
    '',
    'evil.example',
    'evil.example:8001',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil@localhost',
    'localhost:8001/evil',
    '::1',
  ])('refuses a request for %j, a name that leads here (DNS rebinding)', (host) => {
    const { code, detail } = ask({ host }, {});
    expect(code).toBe('operations_locked');
    expect(detail).toContain('under another name: set OPERATOR_KEY');
  });

  it.each(['http://localhost:8001', 'http://LOCALHOST:8001'])(
    'lets its own pages through, of the origin %s',
    (origin) => {
      expect(ask({ ...LOCAL, origin }, {}).code).toBe('allowed');
    },
  );

  it.each([
    'http://evil.example',
    'http://localhost:3000',
    'http://localhost',
    'http://127.0.0.1:8001',
    'null',
    '',
  ])('refuses a page of the origin %j (CSRF)', (origin) => {
    const { code, detail } = ask({ ...LOCAL, origin }, {});
    expect(code).toBe('operations_locked');
    expect(detail).toContain('not for pages of other origins: set OPERATOR_KEY');
  });

  it.each([
    ...['forwarded', 'via', 'max-forwards', 'proxy-connection', 'x-proxyuser-ip', 'cdn-loop'],
    ...['for', 'host', 'proto', 'protocol', 'port', 'server', 'by', 'ssl', 'prefix', 'user'].map(
      (of) => `x-forwarded-${of}`,
    ),
    ...['x-real-ip', 'x-client-ip', 'x-cluster-client-ip', 'true-client-ip', 'client-ip'],
    ...['cf-connecting-ip', 'cf-ray', 'fastly-client-ip', 'fly-client-ip', 'x-azure-clientip'],
    ...['x-original-url', 'x-original-host', 'x-rewrite-url', 'x-remote-addr', 'remote-addr'],
    ...['x-envoy-external-address', 'x-appengine-user-ip', 'x-amzn-trace-id', 'x-arr-log-id'],
    ...['x-host', 'x-scheme', 'x-url-scheme', 'front-end-https', 'x-originating-ip'],
  ])('refuses what came through a proxy, which the header %s shows', (name) => {
    const { code, detail } = ask({ ...LOCAL, [name]: '10.0.0.9' }, {});
    expect(code).toBe('operations_locked');
    expect(detail).toContain('through a proxy: set OPERATOR_KEY');
  });

  it('lets through what programs and browsers on this machine send of themselves', () => {
    const names = [
      ...['accept', 'accept-encoding', 'accept-language', 'cache-control', 'connection', 'cookie'],
      ...[
        'content-length',
        'content-type',
        'dnt',
        'expect',
        'if-none-match',
        'keep-alive',
        'pragma',
      ],
      ...['postman-token', 'priority', 'referer', 'sec-ch-ua-platform', 'sec-fetch-site', 'te'],
      ...['traceparent', 'tracestate', 'transfer-encoding', 'upgrade-insecure-requests'],
      ...['user-agent', 'x-request-id', 'x-requested-with', 'x-correlation-id', 'x-b3-traceid'],
    ];
    const headers = Object.fromEntries(names.map((name) => [name, 'x']));
    expect(ask({ ...LOCAL, ...headers }, {}).code).toBe('allowed');
  });
});
