import { isIPv6 } from 'node:net';
import { readAddressOptions, readTlsFiles, type AddressOptions } from './address-options';

/** What an AMQP URL says (RabbitMQ, "URI Specification"), decoded. */
export interface BrokerAddress {
  readonly protocol: 'amqp' | 'amqps';
  /** A name or an IP address; an IPv6 one without brackets. */
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly vhost: string;
  readonly options: AddressOptions;
}

const DEFAULT_LOGIN = 'guest';
const DEFAULT_VHOST = '/';
const DEFAULT_PORTS = { amqp: 5_672, amqps: 5_671 } as const;
const HOST = /^[a-z0-9._-]+$/i;
/** Of a name in AMQP: its length is one byte. */
const MAX_NAME_BYTES = 255;

/** The URLs of a list; a comma within a URL, in a password for instance, does not end it. */
export function splitUrls(list: string): readonly string[] {
  return list.split(/,(?=\s*[a-z]+:\/\/)/i).map((each) => each.trim());
}

/**
 * Reads an AMQP URL.
 *
 * @throws Error whose message says what a right one has, as the end of a sentence about the URL; it
 * repeats nothing that may be a password.
 */
export function readBrokerAddress(text: string): BrokerAddress {
  if (!URL.canParse(text)) {
    throw new Error(
      'must be a URL, with :, /, ?, #, [, ] and @ in a user or password as %3A, %2F, …',
    );
  }
  const url = new URL(text);
  const protocol = readProtocol(url);
  if (`${url.pathname}${url.search}${url.hash}`.includes('@') || url.hash !== '') {
    throw new Error(
      'must have /, ?, # and @ in a user, password or vhost as %2F, %3F, %23 and %40',
    );
  }
  const hasLogin = url.username !== '' || url.password !== '';
  const vhost = decode('virtual host', url.pathname.slice(1));
  if (Buffer.byteLength(vhost) > MAX_NAME_BYTES) {
    throw new Error(`must name a virtual host of at most ${MAX_NAME_BYTES} bytes`);
  }
  return {
    protocol,
    host: readHost(url),
    port: url.port === '' ? DEFAULT_PORTS[protocol] : readPort(url),
    username: hasLogin ? decode('user', url.username) : DEFAULT_LOGIN,
    password: hasLogin ? decode('password', url.password) : DEFAULT_LOGIN,
    vhost: vhost === '' ? DEFAULT_VHOST : vhost,
    options: readAddressOptions(url.searchParams, protocol === 'amqps'),
  };
}

/**
 * What is wrong with a list of AMQP URLs, as the end of a sentence about it; undefined when nothing is.
 * The files that they name are read.
 */
export function findUrlsFault(list: string): string | undefined {
  const urls = splitUrls(list);
  for (const [index, url] of urls.entries()) {
    try {
      readTlsFiles(readBrokerAddress(url).options.tls);
    } catch (error) {
      const which = urls.length === 1 ? '' : `, in its URL ${index + 1},`;
      return `${which} ${(error as Error).message}`.trim();
    }
  }
  return undefined;
}

function readProtocol({ protocol }: URL): 'amqp' | 'amqps' {
  if (protocol === 'amqp:' || protocol === 'amqps:') return protocol.slice(0, -1) as 'amqp';
  throw new Error('must be amqp:// or amqps:// URLs separated by commas');
}

/** Several hosts in one URL, which other clients know, are several URLs here. */
function readHost({ hostname }: URL): string {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (bare === '') return 'localhost';
  if (HOST.test(bare) || isIPv6(bare)) return bare;
  throw new Error(
    'must have one host, a name or an IP address, and amqp:// before each URL of a list',
  );
}

function readPort({ port }: URL): number {
  if (Number(port) > 0) return Number(port);
  throw new Error('must have a port from 1 to 65535');
}

function decode(what: string, text: string): string {
  try {
    const decoded = decodeURIComponent(text);
    // It ends the user in what is sent.
    if (!decoded.includes('\0')) return decoded;
  } catch {
    // Said below.
  }
  throw new Error(`must have a ${what} in percent-encoded UTF-8, with % itself as %25`);
}
