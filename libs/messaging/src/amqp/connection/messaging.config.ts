import { AppName, EnvVar } from '@warren/platform';
import { IsIn, IsInt, IsOptional, IsString, Max, Min, ValidateBy } from 'class-validator';
import { findUrlsFault, splitUrls } from './broker-address';

/** The longest PUBLISH_TIMEOUT_MS: claims expire only when what a holder began is answered. */
export const MAX_PUBLISH_TIMEOUT_MS = 10_000;

/** How a process reaches the broker and how patient it is. */
export class MessagingConfig {
  /** The name of this app, in the broker's list of connections. */
  @AppName()
  @IsString()
  readonly app: string = 'app';

  /** One AMQP URL, or several of one cluster separated by commas. */
  @EnvVar('RABBITMQ_URL', { isSecret: true })
  @ValidateBy({
    name: 'isAmqpUrls',
    validator: {
      validate: (value) => findUrlsFault(String(value)) === undefined,
      defaultMessage: (broken) => findUrlsFault(String(broken?.value)) ?? '',
    },
  })
  readonly url: string = 'amqp://guest:guest@127.0.0.1:5672';

  /** The broker's user, in place of the one in `RABBITMQ_URL`; here no character is escaped. */
  @EnvVar('RABBITMQ_USERNAME')
  @IsOptional()
  @IsString()
  readonly username?: string;

  /** The password of `RABBITMQ_USERNAME`. */
  @EnvVar('RABBITMQ_PASSWORD', { isSecret: true })
  @IsOptional()
  @IsString()
  readonly password?: string;

  /** `declare`: the process creates what is missing. `check`: it only makes sure all is there. */
  @EnvVar('RABBITMQ_TOPOLOGY')
  @IsIn(['declare', 'check'])
  readonly topologyMode: 'declare' | 'check' = 'declare';

  /** How long a publish waits for the broker's answer, in milliseconds: at most 10,000. Default 5,000. */
  @EnvVar('PUBLISH_TIMEOUT_MS')
  @IsInt()
  @Min(100)
  @Max(MAX_PUBLISH_TIMEOUT_MS)
  readonly publishTimeoutMs: number = 5_000;

  /** Publishes that may wait for the broker at once; beyond it they are refused. Default 1,000. */
  @EnvVar('PUBLISH_WINDOW')
  @IsInt()
  @Min(1)
  @Max(65_535)
  readonly publishWindow: number = 1_000;

  /**
   * The largest message that is sent, in bytes of its body: what the broker's `max_message_size` says.
   * Default: that of the broker's version, 128 MiB on RabbitMQ 3 and 16 MiB on 4.
   */
  @EnvVar('MAX_MESSAGE_BYTES')
  @IsOptional()
  @IsInt()
  @Min(262_144)
  @Max(536_870_912)
  readonly maxMessageBytes?: number;

  /** Silence after which a connection counts as dead, in seconds. Default 10. */
  @EnvVar('RABBITMQ_HEARTBEAT_S')
  @IsInt()
  @Min(1)
  @Max(600)
  readonly heartbeatSeconds: number = 10;

  /** How long a stop waits for the handlers that run, in milliseconds. Default 5,000. */
  @EnvVar('DRAIN_TIMEOUT_MS')
  @IsInt()
  @Min(100)
  @Max(600_000)
  readonly drainTimeoutMs: number = 5_000;

  /** The nodes, each with the user of `RABBITMQ_USERNAME`, where that is set. */
  get urls(): readonly string[] {
    const { password = '', url, username } = this;
    const urls = splitUrls(url);
    if (username === undefined) return urls;
    const login = `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
    return urls.map((each) =>
      each.replace(/^(amqps?:\/\/)([^/]*@)?/i, (_, scheme: string) => scheme + login),
    );
  }
}

/** What it takes to connect to the broker. */
export type BrokerSettings = Pick<MessagingConfig, 'app' | 'heartbeatSeconds' | 'urls'>;
