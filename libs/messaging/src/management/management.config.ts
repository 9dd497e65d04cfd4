import { EnvVar } from '@warren/platform';
import { IsOptional, ValidateBy } from 'class-validator';
import { splitUrls } from '../amqp/connection/broker-address';
import { managementAddresses } from './management-addresses';

/** How to ask the broker what it has; AMQP alone cannot list bindings and policies. */
export class ManagementConfig {
  /**
   * RabbitMQ's management API, or those of several nodes separated by commas, each with a user and a
   * password of its own if need be. Default, for the command line: port 15672 of the hosts in
   * `RABBITMQ_URL`, and 15671 by https where those are `amqps`.
   */
  @EnvVar('RABBITMQ_MANAGEMENT_URL', { isSecret: true })
  @IsOptional()
  @ValidateBy({
    name: 'isManagementUrls',
    validator: {
      validate: (value) => splitUrls(String(value)).every(isManagementUrl),
      defaultMessage: () => 'must be http:// or https:// URLs separated by commas, without a query',
    },
  })
  readonly url?: string;
}

function isManagementUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { hash, pathname, search } = new URL(text);
  if (hash !== '' || search !== '' || pathname.includes('@')) return false;
  try {
    return managementAddresses(['amqp://host'], text).length === 1;
  } catch {
    return false;
  }
}
