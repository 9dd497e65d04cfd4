import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Queue, Topology } from '@warren/contracts';
import { HANDLES, type Handler } from './handles.decorator';
import { matchHandlers, type FoundHandler } from './match-handlers';

/** Finds the methods marked with `@Handles` in every provider of the app. */
@Injectable()
export class HandlerFinder {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly topology: Topology,
  ) {}

  /**
   * The handler of every queue.
   *
   * @throws HandlerMismatchError when a queue has none or two, or a handler no queue.
   */
  findAll(): FoundHandler[] {
    const found = this.search();
    matchHandlers(this.topology.queues, found);
    return found;
  }

  private search(): FoundHandler[] {
    return this.discovery.getProviders().flatMap(({ instance }: { instance?: unknown }) => {
      if (typeof instance !== 'object' || instance === null) return [];
      const prototype: unknown = Object.getPrototypeOf(instance);
      if (typeof prototype !== 'object' || prototype === null) return [];
      return this.scanner
        .getAllMethodNames(prototype)
        .flatMap((method) => toHandler(instance as Record<string, Handler>, method));
    });
  }
}

function toHandler(instance: Record<string, Handler>, method: string): FoundHandler[] {
  const handler: Handler | undefined = instance[method];
  if (handler === undefined) return [];
  const queue = Reflect.getMetadata(HANDLES, handler) as Queue | undefined;
  if (queue === undefined) return [];
  const name = `${instance.constructor.name}.${method}`;
  return [{ name, queue, handle: handler.bind(instance) }];
}
