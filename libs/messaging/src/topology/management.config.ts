import { EnvVar } from '@warren/platform';
import { IsOptional, IsUrl } from 'class-validator';

/** How to ask the broker what it has; AMQP alone cannot tell which bindings exist. */
export class ManagementConfig {
  /** RabbitMQ's management API. Default: port 15672 of the host in `RABBITMQ_URL`. */
  @EnvVar('RABBITMQ_MANAGEMENT_URL')
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  readonly url?: string;
}
