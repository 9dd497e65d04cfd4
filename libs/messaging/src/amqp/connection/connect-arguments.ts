import { isIPv6 } from 'node:net';
import { credentials, type SocketOptions } from 'amqplib';
import type { BrokerSettings } from './messaging.config';
import { readTlsFiles } from './address-options';
import { readBrokerAddress, type BrokerAddress } from './broker-address';
import { connectionName } from './name-connection';

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * What amqplib's `connect` takes to reach the node of an AMQP URL. amqplib reads from the URL only what
 * it reads rightly: it takes percent-encoded UTF-8 for Latin-1, and ignores a parameter that it does not
 * know.
 *
 * @throws Error as `readBrokerAddress` and `readTlsFiles`.
 */
export function connectArguments(
  text: string,
  role: string,
  settings: Pick<BrokerSettings, 'app' | 'heartbeatSeconds'>,
): { readonly url: string; readonly options: SocketOptions } {
  const address = readBrokerAddress(text);
  const { connectTimeoutMs = CONNECT_TIMEOUT_MS, tls } = address.options;
  return {
    url: bareUrl(address, settings.heartbeatSeconds),
    options: {
      noDelay: true,
      timeout: connectTimeoutMs,
      clientProperties: { connection_name: connectionName(settings, role) },
      credentials: credentialsOf(address),
      ...(address.protocol === 'amqps' && readTlsFiles(tls)),
    },
  };
}

/** Without user and password. */
function bareUrl({ host, options, port, protocol, vhost }: BrokerAddress, seconds: number): string {
  const url = new URL(`${protocol}://${isIPv6(host) ? `[${host}]` : host}:${port}`);
  url.pathname = encodeURIComponent(vhost);
  const { channelMax, frameMax, heartbeatSeconds = seconds } = options;
  url.searchParams.set('heartbeat', String(heartbeatSeconds));
  if (frameMax !== undefined) url.searchParams.set('frameMax', String(frameMax));
  if (channelMax !== undefined) url.searchParams.set('channelMax', String(channelMax));
  return url.toString();
}

function credentialsOf({
  options,
  password,
  username,
}: BrokerAddress): SocketOptions['credentials'] {
  switch (options.authMechanism) {
    case 'plain':
      return credentials.plain(username, password);
    case 'amqplain':
      return credentials.amqplain(username, password);
    case 'external':
      return credentials.external();
  }
}
