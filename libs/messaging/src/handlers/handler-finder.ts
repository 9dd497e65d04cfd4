import { Inject, Injectable, Logger, Optional, type InjectionToken } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { Topology } from '@warren/model';
import { TOPOLOGY } from '../topology/topology.token';
import { MessageHooks } from '../hooks/message-hooks';
import { ConsumingConfig } from './consuming.config';
import { applyEnhancers, hasEnhancers } from './apply-enhancers';
import { composeHandler } from './compose-handler';
import { HANDLES, type BatchHandler, type Handler, type HandlesMark } from './handles.decorator';
import { matchHandlers, type FoundHandler } from './match-handlers';
import type { QueueHandler } from '../messages/queue-handler';

type Methods = Record<string, Handler & BatchHandler>;
type Provider = ReturnType<DiscoveryService['getProviders']>[number];

/**
 * Finds the methods marked with `@Handles` and `@HandlesBatch` in every provider and controller of the app.
 * Modules that are loaded lazily come too late.
 */
@Injectable()
export class HandlerFinder {
  private readonly logger = new Logger(HandlerFinder.name);
  private readonly scanner = new MetadataScanner();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly modules: ModulesContainer,
    @Inject(TOPOLOGY) private readonly topology: Topology,
    private readonly config: ConsumingConfig,
    @Optional() private readonly hooks?: MessageHooks,
  ) {}

  /**
   * The handler of every queue that this process consumes: of those that its options name, or else of
   * those that have a handler here. The others are named in a warning; where its options name queues,
   * that of the schedule alone, which no application declares.
   *
   * @throws HandlerMismatchError when a queue has two, or none though it is to be consumed, a handler
   * no queue, or its provider no instance that can be called.
   */
  findAll(): QueueHandler[] {
    const { commands, queues, schedule } = this.topology;
    // Commands have handlers of another kind, which are found elsewhere.
    const only = this.config.queues?.filter((name) => name !== commands.queue);
    const matched = matchHandlers(queues, this.search(), only);
    this.warnOfOthers(matched, only !== undefined);
    return matched.map((found) =>
      composeHandler(found, {
        // An event for later asks its own handlers to fail, and it is those that hooks are around.
        ...(found.queue.name !== schedule.queue
          ? { hasFailureLab: this.config.failureLab, hooks: this.hooks }
          : { hasFailureLab: false }),
      }),
    );
  }

  private warnOfOthers(matched: readonly FoundHandler[], isChosen: boolean): void {
    const { queues, schedule } = this.topology;
    const others = queues.filter((each) => !matched.some(({ queue }) => queue === each));
    const names = others.map(({ name }) => name);
    if (isChosen && names.includes(schedule.queue)) {
      this.logger.warn(
        `'${schedule.queue}' is not consumed here: others deliver what is for later`,
      );
    } else if (!isChosen && names.length > 0) {
      const why = 'since no provider has a handler for it';
      this.logger.warn(`not consumed here, ${why}: ${names.join(', ')}`);
    }
  }

  private search(): FoundHandler[] {
    // Of providers that give one instance, the last one counts: that of its class.
    const providers = [...this.discovery.getProviders(), ...this.discovery.getControllers()]
      .sort((one, other) => Number(other.isNotMetatype) - Number(one.isNotMetatype))
      .map((each) => [each.instance as unknown, each] as const);
    return [...new Map(providers)].flatMap(([instance, provider]) => {
      if (typeof instance !== 'object' || instance === null) return [];
      const prototype: unknown = Object.getPrototypeOf(instance);
      if (typeof prototype !== 'object' || prototype === null) return [];
      return this.scanner
        .getAllMethodNames(prototype)
        .flatMap((method) => this.toHandler(instance as Methods, method, provider));
    });
  }

  private toHandler(instance: Methods, method: string, provider: Provider): FoundHandler[] {
    const marked = instance[method];
    if (marked === undefined) return [];
    const mark = Reflect.getMetadata(HANDLES, marked) as HandlesMark | undefined;
    const { queues, schedule } = this.topology;
    const queue = mark?.queue ?? queues.find(({ name }) => name === schedule.queue);
    if (mark === undefined || queue === undefined) return [];
    const name = `${instance.constructor.name}.${method}`;
    const fault = describeFault(provider, hasEnhancers(instance, method, marked));
    const handle = applyEnhancers(instance, method, marked, this.modules);
    return [{ name, queue, takes: mark.takes, handle, fault }];
  }
}

/** Why the handlers of this provider cannot be called as they ask to be. */
function describeFault(provider: Provider, isEnhanced: boolean): string | undefined {
  if (!provider.isDependencyTreeStatic() || provider.isTransient) {
    return 'its provider is scoped (REQUEST, TRANSIENT), or injects one of REQUEST: a handler needs a singleton';
  }
  // Nest finds guards, pipes and the like only for a provider that is known by its own class.
  const isByClass = provider.host?.providers.get(provider.metatype as InjectionToken) === provider;
  return isEnhanced && !isByClass
    ? 'Nest skips its guards, pipes and the like on a controller and with useFactory, useValue and useClass: list its class among the providers'
    : undefined;
}
