import { Test } from '@nestjs/testing';
import { topology } from '@warren/contracts';
import { CommandServer, ConsumingConfig, MessagingConfig, serveCommands } from '@warren/messaging';
import { createFastifyAdapter } from '@warren/http';
import { Readiness } from '@warren/platform';
import { PaymentsHandler } from './payments.handler';
import { QuotesHandler } from './quotes.handler';
import { ReportsHandler } from './reports.handler';

const HANDLERS = [PaymentsHandler, QuotesHandler, ReportsHandler];

describe('the commands of the worker', () => {
  /** Boots as the worker does, in a process that serves none of them: no broker is asked. */
  async function boot(controllers: (new () => object)[]): Promise<CommandServer> {
    const options = {
      topology,
      messaging: new MessagingConfig(),
      consuming: Object.assign(new ConsumingConfig(), { queues: ['mensajes'] }),
    };
    const server = new CommandServer(options, undefined as never, new Readiness());
    const module = await Test.createTestingModule({
      controllers,
      providers: [{ provide: CommandServer, useValue: server }],
    }).compile();
    const app = module.createNestApplication(createFastifyAdapter());
    serveCommands(app);
    await app.init();
    await app.startAllMicroservices();
    return server;
  }

  it('have one handler each (I11)', async () => {
    const server = await boot(HANDLERS);
    expect([...server.getHandlers().keys()].sort()).toEqual(
      topology.commands.all.map(({ name }) => name).sort(),
    );
  });

  it('stop the boot when one has no handler, or two (I11)', async () => {
    const some = [PaymentsHandler, ReportsHandler];
    await expect(boot(some)).rejects.toThrow("command 'orders.quote' has no handler");
    class Twin extends QuotesHandler {}
    await expect(boot([...HANDLERS, Twin])).rejects.toThrow('has 2 handlers');
  });
});
