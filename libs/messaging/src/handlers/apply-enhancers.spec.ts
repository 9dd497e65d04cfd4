import {
  BadRequestException,
  Catch,
  createParamDecorator,
  HttpException,
  Injectable,
  NotFoundException,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type ArgumentMetadata,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import { APP_GUARD, DiscoveryModule, DiscoveryService, ModulesContainer } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { defineTopology, EventDto, queue, type Queue } from '@warren/model';
import { map, type Observable } from 'rxjs';
import { ConsumingConfig } from './consuming.config';
import type { Delivery } from '../messages/delivery';
import { HandlerFinder } from './handler-finder';
import { Handles } from './handles.decorator';
import type { QueueHandler } from '../messages/queue-handler';

const of = (name: string): Queue => queue(name, { event: EventDto, from: [] });
const [plain, guarded, intercepted] = [of('plain'), of('guarded'), of('intercepted')];
const [piped, filtered, decorated] = [of('piped'), of('filtered'), of('decorated')];
const [bare, busy] = [of('bare'), of('busy')];

@Injectable()
class Licences {
  readonly allowed = new Set(['YES']);
}

@Injectable()
class LicenceGuard implements CanActivate {
  constructor(private readonly licences: Licences) {}

  canActivate(context: ExecutionContext): boolean {
    const { tipo } = context.getArgByIndex<EventDto>(0);
    return context.getType<string>() === 'warren' && this.licences.allowed.has(tipo);
  }
}

@Injectable()
class Shouting implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((answer) => `${String(answer)}!`));
  }
}

class Upper implements PipeTransform<object> {
  transform(value: object, { type }: ArgumentMetadata): object {
    return type === 'body' ? { ...value, tipo: (value as EventDto).tipo.toUpperCase() } : value;
  }
}

class Known implements PipeTransform<EventDto> {
  transform(event: EventDto): EventDto {
    if (event.tipo === 'UNKNOWN') throw new BadRequestException('its type is unknown');
    return event;
  }
}

@Catch(RangeError)
class Forgiving implements ExceptionFilter {
  catch(error: RangeError): string {
    return `forgiven ${error.message}`;
  }
}

/** Refuses with the status that the event names. */
class Refusing implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { tipo } = context.getArgByIndex<EventDto>(0);
    if (tipo !== 'OWN') throw new HttpException('refused', Number(tipo));
    return true;
  }
}

const Attempt = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.getArgByIndex<Delivery>(1).attempt,
);

@Injectable()
class Handlers {
  @Handles(plain)
  plain(event: EventDto, { attempt }: Delivery): string {
    return `${event.tipo} ${attempt}`;
  }

  @UseGuards(LicenceGuard)
  @Handles(guarded)
  guarded(event: EventDto, { attempt }: Delivery): string {
    return `${event.tipo} ${attempt}`;
  }

  @UseInterceptors(Shouting)
  @Handles(intercepted)
  intercepted(event: EventDto): Promise<string> {
    return Promise.resolve(event.tipo);
  }

  @UsePipes(Upper)
  @Handles(piped)
  piped(@Payload() event: EventDto, @Ctx() { queue: name }: Delivery): string {
    return `${event.tipo} from ${name}`;
  }

  @UseFilters(Forgiving)
  @Handles(filtered)
  filtered({ tipo }: EventDto): never {
    throw tipo === 'RANGE' ? new RangeError('range') : new TypeError('type');
  }

  @Handles(decorated, 'decorated')
  decorated(
    @Payload(Known) { tipo }: EventDto,
    @Attempt() attempt: number,
    signal: AbortSignal,
  ): string {
    return `${tipo} ${attempt} ${signal.aborted}`;
  }

  @UsePipes(Upper)
  @Handles(bare)
  bare(event: EventDto, { attempt }: Delivery): string {
    return `${event.tipo} ${attempt}`;
  }

  @UseGuards(Refusing)
  @Handles(busy)
  busy(): never {
    throw new NotFoundException('no such order yet');
  }
}

describe("Nest's enhancers on a handler", () => {
  let handlers: Map<string, QueueHandler>;

  beforeAll(async () => {
    const module = await Test.createTestingModule({
      imports: [DiscoveryModule],
      providers: [
        Handlers,
        Licences,
        { provide: APP_GUARD, useValue: { canActivate: () => false } },
      ],
    }).compile();
    const queues = [plain, guarded, intercepted, piped, filtered, decorated, bare, busy];
    const finder = new HandlerFinder(
      module.get(DiscoveryService),
      module.get(ModulesContainer),
      defineTopology({ exchanges: [], queues }),
      new ConsumingConfig(),
    );
    handlers = new Map(finder.findAll().map((each) => [each.queue.name, each]));
  });

  function handle(name: string, tipo: string): unknown {
    const delivery = { queue: name, attempt: 2 } as Delivery;
    return handlers.get(name)?.handle({ id: '1', tipo, payload: {} }, delivery);
  }

  it('are none on a method that asks for none, also where the application has enhancers for its routes', () => {
    expect(handle('plain', 'T')).toBe('T 2');
  });

  it('guard it with what they inject, and what they refuse fails for good', async () => {
    expect(await handle('guarded', 'YES')).toBe('YES 2');
    await expect(handle('guarded', 'NO')).rejects.toMatchObject({
      name: 'PermanentError',
      code: 'forbidden',
    });
  });

  it('intercept its answer', async () => {
    expect(await handle('intercepted', 'hello')).toBe('hello!');
  });

  it('pipe its parameters', async () => {
    expect(await handle('piped', 'small')).toBe('SMALL from piped');
    expect(await handle('bare', 'small')).toBe('SMALL 2');
  });

  it('filter the errors that they are for, and no others', async () => {
    expect(await handle('filtered', 'RANGE')).toBe('forgiven range');
    await expect(handle('filtered', 'OTHER')).rejects.toThrow(TypeError);
  });

  it('give it parameters of its choice, and a pipe that refuses one fails for good', async () => {
    expect(await handle('decorated', 'T')).toBe('T 2 false');
    await expect(handle('decorated', 'UNKNOWN')).rejects.toMatchObject({
      name: 'PermanentError',
      code: 'invalid_event',
    });
  });

  it.each([
    ['401', { name: 'PermanentError', code: 'forbidden' }],
    ['409', { name: 'PermanentError', code: 'invalid_event' }],
    ['408', { name: 'HttpException' }],
    ['429', { name: 'HttpException' }],
    ['503', { name: 'HttpException' }],
  ])('fail for good by a status that stays, and by no other: %s', async (status, failure) => {
    await expect(handle('busy', status)).rejects.toMatchObject(failure);
  });

  it('change nothing of what the handler itself throws', async () => {
    await expect(handle('busy', 'OWN')).rejects.toBeInstanceOf(NotFoundException);
  });
});
