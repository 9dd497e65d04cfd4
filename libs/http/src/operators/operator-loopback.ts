import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;
/** The `Host` header of a request to such an address. */
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
/**
 * Headers in which a proxy says that it forwards, for which client, or under which address it was
 * reached. By kind, since every proxy has names of its own: a word for forwarding anywhere, the address
 * of a client, or the original form of the request. A program that asks for itself sends none of them.
 */
const PROXY_HEADER = new RegExp(
  [
    '(^|-)(forward(ed|s)?|forwarder|via|proxy|proxied|real|loop)(-|$)',
    '(^|-)(ip|ipaddress|addr|address|scheme|cluster)$',
    '(^|-)(client|connecting|remote|original|originating|rewrite|source|peer)(-|$)',
    '^(x-)?(host|proto|protocol|port|https|url-scheme|front-end-https|ssl|tls)(-|$)',
    '^(x-)?(akamai|amzn?|appengine|arr|azure|cdn|cf|cloud|envoy|fastly|fly|goog|nginx|varnish|vercel)-',
  ].join('|'),
);
const SET_KEY = 'set OPERATOR_KEY and send it as `Authorization: Bearer <key>`';

/**
 * Why a request cannot be taken for one of a program on this machine, as a sentence that names the
 * way out; `undefined` when it can.
 *
 * The address alone is no proof: a web page in a browser on this machine reaches it too, under a
 * name of its own that leads here (DNS rebinding) or from its own origin (CSRF), and so do the
 * clients of a proxy.
 *
 * @param bound the address the process listens on.
 */
export function findLoopbackFault(bound: string, headers: IncomingHttpHeaders): string | undefined {
  const { host = '', origin } = headers;
  if (!LOOPBACK.test(bound)) {
    return `operations need a key where others can reach them: ${SET_KEY}, or HOST to 127.0.0.1`;
  }
  if (!LOOPBACK_HOST.test(host)) {
    return `without a key operations are for http://localhost only, not under another name: ${SET_KEY}`;
  }
  if (origin !== undefined && hostOf(origin) !== host.toLowerCase()) {
    return `without a key operations are not for pages of other origins: ${SET_KEY}`;
  }
  if (Object.keys(headers).some((name) => name !== 'host' && PROXY_HEADER.test(name))) {
    return `without a key operations cannot be reached through a proxy: ${SET_KEY}`;
  }
  return undefined;
}

/** `undefined` for what is no origin, such as `null`, which a browser sends for a sandboxed page. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
