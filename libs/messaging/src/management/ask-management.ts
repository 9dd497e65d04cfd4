import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text as readText } from 'node:stream/consumers';
import { readTlsFiles } from '../amqp/connection/address-options';
import { readBrokerAddress } from '../amqp/connection/broker-address';
import type { MessagingConfig } from '../amqp/connection/messaging.config';
import { managementAddresses, type ManagementAddress } from './management-addresses';
import type { ManagementConfig } from './management.config';

const TIMEOUT_MS = 5_000;
const FIRST_SERVER_FAULT = 500;
const UNAUTHORIZED = 401;
const UNAUTHORIZED_WHY =
  ': it knows no such user and password, or the user has no rights on the virtual host or no tag `management`';

/** A node answered, and does not give what was asked for: another one would not either. */
export class ManagementRefusalError extends Error {}

/**
 * What the management API says of the virtual host of `RABBITMQ_URL`. The nodes are asked in their
 * order, five seconds each, until one answers.
 *
 * @param kind what is asked for, as in its paths: `queues`, `policies`.
 * @param columns the fields of each that are answered; empty: all.
 * @throws Error saying which nodes could not be reached, or the status of the answer.
 */
export async function askManagement(
  { urls }: Pick<MessagingConfig, 'urls'>,
  { url }: ManagementConfig,
  kind: string,
  columns: readonly string[] = [],
): Promise<unknown> {
  const { vhost } = readBrokerAddress(urls[0] as string);
  const query = columns.length > 0 ? `?columns=${columns.join(',')}` : '';
  const failures: string[] = [];
  for (const address of managementAddresses(urls, url)) {
    try {
      return await ask(address, `${kind}/${encodeURIComponent(vhost)}${query}`);
    } catch (error) {
      if (error instanceof ManagementRefusalError) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      failures.push(`${address.base} (${code ?? message})`);
    }
  }
  throw new Error(`the management API cannot be reached at ${failures.join(', ')}`);
}

async function ask(address: ManagementAddress, path: string): Promise<unknown> {
  const { base } = address;
  const response = await send(address, `${base}/api/${path}`);
  const text = await readText(response);
  const { statusCode = 0 } = response;
  if (statusCode === 200) return JSON.parse(text) as unknown;
  const why = statusCode === UNAUTHORIZED ? UNAUTHORIZED_WHY : '';
  const words = `the management API at ${base} answered ${statusCode}${why}`;
  throw statusCode >= FIRST_SERVER_FAULT ? new Error(words) : new ManagementRefusalError(words);
}

function send(
  { password, tls, username }: ManagementAddress,
  url: string,
): Promise<IncomingMessage> {
  const isTls = url.startsWith('https:');
  const options = {
    // The broker closes connections that are kept alive without a word.
    agent: false,
    auth: `${username}:${password}`,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  } as const;
  return new Promise((resolve, reject) => {
    const request = isTls
      ? requestHttps(url, { ...options, ...readTlsFiles(tls) }, resolve)
      : requestHttp(url, options, resolve);
    request.once('error', reject).end();
  });
}
