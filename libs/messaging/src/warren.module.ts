import {
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
} from '@nestjs/common';
import type { Topology } from '@warren/model';
import { ConfigError, fillConfig, RuntimeModule, type ConfigClass } from '@warren/platform';
import { ConsumingConfig } from './handlers/consuming.config';
import { IdleHandlers } from './handlers/idle-handlers';
import { DeadLettersConfig } from './dead-letters/list/dead-letters.config';
import type { MessageHook } from './hooks/message-hook';
import { MessageHooks } from './hooks/message-hooks';
import { JournalConfig } from './journal/journal.config';
import { ManagementConfig } from './management/management.config';
import { MessagingConfig } from './amqp/connection/messaging.config';
import { TOPOLOGY } from './topology/topology.token';

/** What an application says of itself. What it leaves out has the default of the class named. */
export interface WarrenOptions {
  readonly topology: Topology;
  readonly connection?: Partial<Omit<MessagingConfig, 'urls'>>;
  readonly consuming?: Partial<ConsumingConfig>;
  readonly journal?: Partial<JournalConfig>;
  readonly deadLetters?: Partial<DeadLettersConfig>;
  readonly management?: Partial<ManagementConfig>;
  /** Around every publish and every handling, the first one outermost. Default: none. */
  readonly hooks?: readonly MessageHook[];
}

/** As Nest's other modules take it: the factory is called when the application is created. */
export interface WarrenAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: FactoryProvider<WarrenOptions | Promise<WarrenOptions>>['useFactory'];
}

const OPTIONS = Symbol('options of WarrenModule');
/** The options of each part, filled. */
export const CONFIGS = Symbol('filled options of WarrenModule');

const PARTS = {
  connection: MessagingConfig,
  consuming: ConsumingConfig,
  journal: JournalConfig,
  deadLetters: DeadLettersConfig,
  management: ManagementConfig,
} as const;

const NAMES: ReadonlySet<string> = new Set(['topology', 'hooks', ...Object.keys(PARTS)]);

export type Configs = ReadonlyMap<ConfigClass, object>;

/**
 * Gives an application its topology and its options, once, at its root. Beside it stand the modules of
 * what the application does: `PublishingModule`, `ConsumingModule`, `JournalModule` and others. Two
 * applications of one process share nothing.
 */
@Module({})
export class WarrenModule {
  /** The application does not start with options that are not valid: ConfigError lists them. */
  static forRoot(options: WarrenOptions): DynamicModule {
    return WarrenModule.forRootAsync({ useFactory: () => options });
  }

  /** As `forRoot`, with options that other providers know. */
  static forRootAsync({ imports = [], inject, useFactory }: WarrenAsyncOptions): DynamicModule {
    const provided: FactoryProvider[] = [
      { provide: TOPOLOGY, inject: [OPTIONS], useFactory: (all: WarrenOptions) => all.topology },
      {
        provide: MessageHooks,
        inject: [OPTIONS],
        useFactory: (all: WarrenOptions) => new MessageHooks(all.hooks),
      },
      ...Object.values(PARTS).map((config) => ({
        provide: config,
        inject: [CONFIGS],
        useFactory: (configs: Configs) => configs.get(config),
      })),
    ];
    return {
      module: WarrenModule,
      global: true,
      imports: [RuntimeModule, ...imports],
      providers: [
        { provide: OPTIONS, inject, useFactory },
        { provide: CONFIGS, inject: [OPTIONS], useFactory: fillConfigs },
        IdleHandlers,
        ...provided,
      ],
      exports: provided,
    };
  }
}

/** @throws ConfigError listing what is not valid in any part, and every name that is no option. */
function fillConfigs(options: WarrenOptions): Configs {
  const faults = Object.keys(options)
    .filter((name) => !NAMES.has(name))
    .map((name) => `${name} is no option; there are: ${[...NAMES].join(', ')}`);
  const configs = new Map<ConfigClass, object>();
  for (const [part, config] of Object.entries(PARTS) as [keyof typeof PARTS, ConfigClass][]) {
    try {
      configs.set(config, fillConfig<object>(config, options[part]));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.faults.map((fault) => `${part}.${fault}`));
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return configs;
}
