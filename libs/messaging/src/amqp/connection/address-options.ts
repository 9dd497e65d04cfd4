import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** What the query of an AMQP URL asks for (RabbitMQ, "URI Query Parameters"). */
export interface AddressOptions {
  readonly heartbeatSeconds?: number;
  readonly connectTimeoutMs?: number;
  readonly frameMax?: number;
  readonly channelMax?: number;
  readonly authMechanism: AuthMechanism;
  readonly tls: TlsOptions;
}

/** Of an `amqps` URL; the files are PEM. */
export interface TlsOptions {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** In place of the host, as the name asked for and expected in the broker's certificate. */
  readonly serverName?: string;
  /** Whether the broker's certificate is verified. */
  readonly isVerified: boolean;
}

type AuthMechanism = (typeof MECHANISMS)[number];

const MECHANISMS = ['plain', 'amqplain', 'external'] as const;
const ONLY_TLS = ['cacertfile', 'certfile', 'keyfile', 'verify', 'server_name_indication'];
const KNOWN = [
  ...['heartbeat', 'connection_timeout', 'frame_max', 'channel_max', 'auth_mechanism'],
  ...ONLY_TLS,
];
const HOST_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i;

/**
 * Reads the query of an AMQP URL.
 *
 * @throws Error whose message names the parameter that is unknown, repeated or wrong, as the end of a
 * sentence about the URL.
 */
export function readAddressOptions(query: URLSearchParams, isTls: boolean): AddressOptions {
  for (const name of query.keys()) checkParameter(name, query, isTls);
  const text = (name: string): string | undefined => query.get(name) ?? undefined;
  const whole = (name: string, least: number, most: number): number | undefined =>
    readWhole(name, text(name), least, most);
  const choice = <T extends string>(name: string, choices: readonly T[], otherwise: T): T =>
    readChoice(name, text(name), choices) ?? otherwise;
  const options = {
    heartbeatSeconds: whole('heartbeat', 1, 600),
    connectTimeoutMs: whole('connection_timeout', 100, 60_000),
    frameMax: whole('frame_max', 8_192, 131_072),
    channelMax: whole('channel_max', 128, 65_535),
    authMechanism: choice('auth_mechanism', MECHANISMS, 'plain'),
    tls: {
      caFile: text('cacertfile'),
      certFile: text('certfile'),
      keyFile: text('keyfile'),
      serverName: text('server_name_indication'),
      isVerified: choice('verify', ['verify_peer', 'verify_none'], 'verify_peer') === 'verify_peer',
    },
  };
  checkTls(options);
  return options;
}

/**
 * What Node's TLS takes for these options. Reads the files each time: certificates are renewed in place.
 *
 * @throws Error whose message names the parameter of a file that cannot be read or is none of its kind.
 */
export function readTlsFiles(tls: TlsOptions): {
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
  servername?: string;
  rejectUnauthorized: boolean;
} {
  const ca = readPem('cacertfile', tls.caFile, (pem) => void new X509Certificate(pem));
  const cert = readPem('certfile', tls.certFile, (pem) => void new X509Certificate(pem));
  const key = readPem(
    'keyfile',
    tls.keyFile,
    (pem) => void createSecureContext({ cert, key: pem }),
  );
  return {
    ...(ca && { ca }),
    ...(cert && { cert, key }),
    ...(tls.serverName !== undefined && { servername: tls.serverName }),
    rejectUnauthorized: tls.isVerified,
  };
}

function checkParameter(name: string, query: URLSearchParams, isTls: boolean): void {
  if (!KNOWN.includes(name)) {
    // It may be the rest of a password.
    const shown = /^[a-z_]{1,40}$/i.test(name) ? `'${name}'` : 'one of another name';
    throw new Error(`must have no parameter but ${KNOWN.join(', ')}: it has ${shown}`);
  }
  if (query.getAll(name).length > 1) throw new Error(`must have the parameter '${name}' once`);
  if (ONLY_TLS.includes(name) && !isTls) {
    throw new Error(`must begin with amqps:// for the parameter '${name}'`);
  }
}

function checkTls({ authMechanism, tls }: AddressOptions): void {
  const { certFile, keyFile, serverName } = tls;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new Error(`must have both or neither of the parameters 'certfile' and 'keyfile'`);
  }
  if (authMechanism === 'external' && certFile === undefined) {
    throw new Error(`must have the parameter 'certfile' for 'auth_mechanism' external`);
  }
  if (serverName !== undefined && (!HOST_NAME.test(serverName) || serverName === 'disable')) {
    throw new Error(`must have a host name as the parameter 'server_name_indication'`);
  }
}

function readWhole(
  name: string,
  text: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`must have a whole number from ${least} to ${most} as the parameter '${name}'`);
}

function readChoice<T extends string>(
  name: string,
  text: string | undefined,
  choices: readonly T[],
): T | undefined {
  if (text === undefined) return undefined;
  const found = choices.find((each) => each === text.toLowerCase());
  if (found !== undefined) return found;
  throw new Error(`must have ${choices.join(' or ')} as the parameter '${name}'`);
}

function readPem(
  name: string,
  file: string | undefined,
  check: (pem: Buffer) => void,
): Buffer | undefined {
  if (file === undefined) return undefined;
  try {
    const pem = readFileSync(file);
    check(pem);
    return pem;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(
      `must name a readable PEM file as the parameter '${name}': ${code ?? message}`,
      {
        cause: error,
      },
    );
  }
}
