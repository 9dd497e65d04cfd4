import { isIPv6 } from 'node:net';
import type { TlsOptions } from '../amqp/connection/address-options';
import {
  readBrokerAddress,
  splitUrls,
  type BrokerAddress,
} from '../amqp/connection/broker-address';

/** Where the management API of one node is, and as whom it is asked. */
export interface ManagementAddress {
  /** Without user, password and a slash at its end. */
  readonly base: string;
  readonly username: string;
  readonly password: string;
  /** Of the AMQP URL it goes with. */
  readonly tls: TlsOptions;
}

/**
 * The management APIs of the broker's nodes: those that are given, or else those beside the AMQP
 * addresses. Beside `amqps` it is https: the password is not sent in clear.
 *
 * @throws Error as `readBrokerAddress`; URIError when a user or password is not percent-encoded UTF-8.
 * @param given as in `RABBITMQ_MANAGEMENT_URL`; one without a user is asked as the AMQP user.
 */
export function managementAddresses(
  urls: readonly string[],
  given?: string,
): readonly ManagementAddress[] {
  const nodes = urls.map(readBrokerAddress);
  if (given === undefined) return nodes.map(besideNode);
  const [first] = nodes as [BrokerAddress, ...BrokerAddress[]];
  // The name that it expects is the AMQP server's.
  const tls = { ...first.options.tls, serverName: undefined };
  return splitUrls(given).map((text) => {
    const { host, password, pathname, protocol, username } = new URL(text);
    const login = username === '' ? first : decoded(username, password);
    const base = `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
    return { base, username: login.username, password: login.password, tls };
  });
}

function besideNode({
  host,
  options,
  password,
  protocol,
  username,
}: BrokerAddress): ManagementAddress {
  const name = isIPv6(host) ? `[${host}]` : host;
  const base = protocol === 'amqps' ? `https://${name}:15671` : `http://${name}:15672`;
  return { base, username, password, tls: options.tls };
}

function decoded(username: string, password: string): { username: string; password: string } {
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
}
