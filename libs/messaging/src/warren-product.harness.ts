import { setTimeout as wait } from 'node:timers/promises';
import {
  Injectable,
  type OnApplicationShutdown,
  type DynamicModule,
  type INestApplicationContext,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { after, bind, defineTopology, EventDto, exchange, queue } from '@warren/model';
import { Readiness } from '@warren/platform';
import { waitFor } from '@warren/testing';
import { ConsumingModule } from './consuming/consuming.module';
import type { Delivery } from './messages/delivery';
import { PermanentError } from './messages/handler-errors';
import { Handles } from './handlers/handles.decorator';
import { DeadLettersModule } from './dead-letters/dead-letters.module';
import type { MessageHook } from './hooks/message-hook';
import { Publisher } from './publishing/publisher';
import { PublishingModule } from './publishing/publishing.module';
import { WarrenModule } from './warren.module';

export const TRACE = 'a'.repeat(32);
const topicExchange = exchange('events', 'topic');

/** A whole application: a topology of its own, one handler, no HTTP. */
export class Product {
  readonly handled: string[] = [];
  /** What the hooks saw. */
  readonly seen: unknown[] = [];
  isMended = false;
  /** Begun, and at the hook of Nest where an application closes what its handlers use. */
  begun = 0;
  atShutdown?: { readonly isReady: boolean; readonly handled: readonly string[] };
  private app?: INestApplicationContext;

  constructor(
    readonly name: string,
    readonly url: string,
  ) {}

  async start(): Promise<void> {
    this.app = await NestFactory.createApplicationContext(this.describe(), { logger: false });
    await waitFor(this.name, () => this.get(Readiness).report().ready);
  }

  async stop(): Promise<void> {
    await this.app?.close();
  }

  get<T>(type: abstract new (...args: never[]) => T): T {
    return (this.app as INestApplicationContext).get(type as never, { strict: false });
  }

  async publish(tipo: string, deliverAt?: Date): Promise<void> {
    const event = { id: `${this.name}-${tipo}`, tipo, payload: {} };
    await this.get(Publisher).publish(topicExchange, `${this.name}.new`, event, { deliverAt });
  }

  private describe(): DynamicModule {
    const { name } = this;
    const news = queue(`${name}.news`, {
      event: EventDto,
      from: [bind(topicExchange, `${name}.*`)],
      retry: after('100ms'),
    });
    const unheard = queue(`${name}.unheard`, { event: EventDto, from: [] });
    const handle = (event: EventDto, attempt: number): Promise<void> => this.handle(event, attempt);
    const note = (): void => {
      const isReady = this.get(Readiness).report().ready;
      this.atShutdown = { isReady, handled: [...this.handled] };
    };

    @Injectable()
    class NewsHandler implements OnApplicationShutdown {
      @Handles(news)
      run(event: EventDto, { attempt }: Delivery): Promise<void> {
        return handle(event, attempt);
      }

      onApplicationShutdown(): void {
        note();
      }
    }
    class ProductModule {}
    const topology = defineTopology({
      prefix: name,
      exchanges: [topicExchange],
      queues: [news, unheard],
    });
    return {
      module: ProductModule,
      imports: [
        WarrenModule.forRoot({
          topology,
          connection: { url: this.url },
          hooks: [this.hook(), { aroundHandling: () => Promise.reject(new Error('of a hook')) }],
        }),
        PublishingModule,
        ConsumingModule,
        DeadLettersModule,
      ],
      providers: [NewsHandler],
    };
  }

  private hook(): MessageHook {
    return {
      aroundPublish: async ({ event: { tipo } }, run) => {
        const { status } = await run(`00-${TRACE}-${'b'.repeat(16)}-01`);
        this.seen.push({ tipo, status });
      },
      aroundHandling: async ({ delivery, event: { tipo }, handler }, run) => {
        const trace = String(delivery.headers['traceparent']).slice(3, 35);
        const result = await run();
        const outcome = result.status === 'rejected' ? (result.reason as Error).message : 'handled';
        this.seen.push({ tipo, handler, attempt: delivery.attempt, trace, outcome });
      },
    };
  }

  private async handle({ id, tipo }: EventDto, attempt: number): Promise<void> {
    this.begun += 1;
    if (tipo === 'SLOW') await wait(300);
    if (tipo === 'RETRIED' && attempt === 1) throw new Error('not yet');
    if (tipo === 'BAD' && !this.isMended)
      throw new PermanentError('bad', 'not before it is mended');
    this.handled.push(`${id} at attempt ${attempt}`);
  }
}
