import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { HandlerFinder } from './handler-finder';
import { HANDLES } from './handles.decorator';

/** Names the handlers of an application that consumes nothing: its `ConsumingModule` is missing. */
@Injectable()
export class IdleHandlers implements OnApplicationBootstrap {
  private readonly logger = new Logger(IdleHandlers.name);
  private readonly scanner = new MetadataScanner();

  constructor(private readonly modules: ModulesContainer) {}

  onApplicationBootstrap(): void {
    const all = [...this.modules.values()].flatMap(({ controllers, providers }) => [
      ...[...controllers.values(), ...providers.values()].map(({ metatype }) => metatype),
    ]);
    if (all.includes(HandlerFinder)) return;
    const idle = all.filter(
      (each) => typeof each === 'function' && this.hasHandler(each.prototype),
    );
    const names = [...new Set(idle.map((each) => (each as { name: string }).name))].join(', ');
    if (names) this.logger.warn(`import ConsumingModule: nothing calls the handlers of ${names}`);
  }

  private hasHandler(prototype: unknown): boolean {
    if (typeof prototype !== 'object' || prototype === null) return false;
    return this.scanner.getAllMethodNames(prototype).some((method) => {
      const value: unknown = (prototype as Record<string, unknown>)[method];
      return typeof value === 'function' && Reflect.hasMetadata(HANDLES, value);
    });
  }
}
