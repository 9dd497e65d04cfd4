import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Topology } from '@warren/contracts';
import { ConsumingConfig } from '../consuming.config';
import { composeHandler } from './compose-handler';
import { HANDLES, type BatchHandler, type Handler, type HandlesMark } from './handles.decorator';
import { matchHandlers, type FoundHandler } from './match-handlers';
import type { QueueHandler } from './queue-handler';

type Methods = Record<string, Handler & BatchHandler>;

/** Finds the methods marked with `@Handles` and `@HandlesBatch` in every provider of the app. */
@Injectable()
export class HandlerFinder {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly topology: Topology,
    private readonly config: ConsumingConfig,
  ) {}

  /**
   * The handler of every queue that this process consumes.
   *
   * @throws HandlerMismatchError when a queue has none or two, or a handler no queue.
   */
  findAll(): QueueHandler[] {
    const { commands, queues, schedule } = this.topology;
    // Commands have handlers of another kind, which are found elsewhere.
    const only = this.config.queues?.filter((name) => name !== commands.queue);
    return matchHandlers(queues, this.search(), only).map((found) =>
      composeHandler(found, {
        // An event for later asks its own handlers to fail.
        hasFailureLab: this.config.hasFailureLab && found.queue.name !== schedule.queue,
      }),
    );
  }

  private search(): FoundHandler[] {
    return this.discovery.getProviders().flatMap(({ instance }: { instance?: unknown }) => {
      if (typeof instance !== 'object' || instance === null) return [];
      const prototype: unknown = Object.getPrototypeOf(instance);
      if (typeof prototype !== 'object' || prototype === null) return [];
      return this.scanner
        .getAllMethodNames(prototype)
        .flatMap((method) => toHandler(instance as Methods, method));
    });
  }
}

function toHandler(instance: Methods, method: string): FoundHandler[] {
  const marked = instance[method];
  if (marked === undefined) return [];
  const mark = Reflect.getMetadata(HANDLES, marked) as HandlesMark | undefined;
  if (mark === undefined) return [];
  const name = `${instance.constructor.name}.${method}`;
  return [{ name, ...mark, handle: marked.bind(instance) }];
}
