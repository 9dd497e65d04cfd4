import {
  Controller,
  Injectable,
  Logger,
  Scope,
  UseGuards,
  type CanActivate,
  type Provider,
  type Type,
} from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, ModulesContainer } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { EventDto, queue, type Topology } from '@warren/model';
import { queues, topology } from '@warren/testing';
import { ConsumingConfig } from './consuming.config';
import type { Delivery } from '../messages/delivery';
import { HandlerFinder } from './handler-finder';
import { Handles, HandlesScheduled } from './handles.decorator';

const handled = jest.fn();

@Injectable()
class TwoHandlers {
  @Handles(queues.mensajes)
  receive(): void {
    handled('mensajes');
  }

  @HandlesScheduled()
  relay(): void {
    handled('scheduled');
  }
}

const orders = queue('orders', { event: EventDto, from: [] });

class Closed implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

class OrdersHandler {
  @Handles(orders)
  run(): void {}
}

@UseGuards(Closed)
class GuardedHandler extends OrdersHandler {}

@Controller()
@UseGuards(Closed)
class GuardedController extends OrdersHandler {}

@Injectable({ scope: Scope.REQUEST })
class Session {}

@Injectable()
class SessionHandler extends OrdersHandler {
  constructor(readonly session: Session) {
    super();
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class TransientHandler extends OrdersHandler {}

@Controller()
class OrdersController extends OrdersHandler {}

interface Application {
  readonly providers?: Provider[];
  readonly controllers?: Type[];
  readonly queues?: Topology['queues'];
  readonly config?: Partial<ConsumingConfig>;
}

async function find({ controllers, providers, ...rest }: Application): Promise<HandlerFinder> {
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule],
    ...{ controllers, providers },
  }).compile();
  return new HandlerFinder(
    module.get(DiscoveryService),
    module.get(ModulesContainer),
    { ...topology, queues: rest.queues ?? [orders] },
    Object.assign(new ConsumingConfig(), rest.config),
  );
}

describe('finding the handlers', () => {
  it('lets events ask to fail in every queue but that of the schedule, which is not their own', async () => {
    const finder = await find({
      providers: [TwoHandlers],
      queues: [queues.mensajes, queues.scheduled],
      config: { failureLab: true },
    });
    const event = { id: '1', tipo: 'T', payload: { lab: { fail: 'permanent' } } };
    const delivery = { attempt: 1, redeliveries: 0 } as Delivery;
    const [mensajes, scheduled] = finder.findAll();
    expect(() => mensajes?.handle(event, delivery)).toThrow('the event asked to fail for good');
    await scheduled?.handle(event, delivery);
    expect(handled.mock.calls).toEqual([['scheduled']]);
  });

  it('looks into controllers too, and takes what has two names once', async () => {
    expect((await find({ controllers: [OrdersController] })).findAll()).toHaveLength(1);
    const alias = { provide: 'alias', useExisting: GuardedHandler };
    const factory = { provide: 'made', inject: [GuardedHandler], useFactory: (it: object) => it };
    const finder = await find({ providers: [GuardedHandler, alias, factory] });
    expect(finder.findAll()).toHaveLength(1);
  });

  it.each([
    ['useFactory', { provide: GuardedHandler, useFactory: () => new GuardedHandler() }],
    ['useValue', { provide: 'a name', useValue: new GuardedHandler() }],
    ['useClass', { provide: 'a name', useClass: GuardedHandler }],
  ])('refuses a guarded handler of %s, whose guard Nest would skip', async (_, provider) => {
    const finder = await find({ providers: [provider] });
    expect(() => finder.findAll()).toThrow(
      '- GuardedHandler.run: Nest skips its guards, pipes and the like on a controller and with',
    );
  });

  it('refuses a guarded handler on a controller, whose guard Nest would skip', async () => {
    const finder = await find({ controllers: [GuardedController] });
    expect(() => finder.findAll()).toThrow('- GuardedController.run: Nest skips its guards');
  });

  it('takes a handler of useFactory that asks nothing of Nest', async () => {
    const provider = { provide: 'a name', useFactory: () => new OrdersHandler() };
    expect((await find({ providers: [provider] })).findAll()).toHaveLength(1);
  });

  it.each([
    ['SessionHandler', [Session, SessionHandler]],
    ['TransientHandler', [TransientHandler]],
  ])('refuses a handler that has no instance of its own: %s', async (name, providers) => {
    const finder = await find({ providers });
    expect(() => finder.findAll()).toThrow(`- ${name}.run: its provider is scoped`);
  });

  it('names the queues without a handler in a warning', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const finder = await find({ providers: [OrdersHandler], queues: [orders, queues.mensajes] });
    expect(finder.findAll()).toHaveLength(1);
    expect(warn.mock.calls).toEqual([
      ['not consumed here, since no provider has a handler for it: mensajes'],
    ]);
    warn.mockRestore();
  });

  it('names the queue of the schedule where chosen queues leave it out', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const settings = { providers: [OrdersHandler, TwoHandlers], config: { queues: ['orders'] } };
    const finder = await find({ ...settings, queues: [orders, queues.mensajes, queues.scheduled] });
    expect(finder.findAll().map(({ queue: { name } }) => name)).toEqual(['orders']);
    expect(warn.mock.calls).toEqual([
      ["'scheduled' is not consumed here: others deliver what is for later"],
    ]);
    warn.mockRestore();
  });

  it('refuses a second queue for one method', () => {
    expect(() => {
      class Twice {
        @Handles(queues.mensajes)
        @Handles(orders)
        run(): void {}
      }
      return Twice;
    }).toThrow('Twice.run handles one queue');
  });
});
