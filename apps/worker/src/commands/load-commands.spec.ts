import { Test } from '@nestjs/testing';
import { topology } from '@warren/contracts';
import { CommandServer, ConsumingConfig, MessagingConfig, serveCommands } from '@warren/messaging';
import { createFastifyAdapter, Readiness } from '@warren/platform';
import { loadHandlers } from '../handlers/load-handlers';

describe('the commands of the worker', () => {
  /** Boots as the worker does, in a process that serves none of them: no broker is asked. */
  async function boot(controllers: ReturnType<typeof loadHandlers>): Promise<CommandServer> {
    const options = {
      topology,
      messaging: new MessagingConfig(),
      consuming: Object.assign(new ConsumingConfig(), { workerQueues: 'mensajes' }),
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

  it('have one handler each, found by the names of their files (I11)', async () => {
    const server = await boot(loadHandlers(__dirname));
    expect([...server.getHandlers().keys()].sort()).toEqual(
      topology.commands.all.map(({ name }) => name).sort(),
    );
  });

  it('stop the boot when one has no handler, or two (I11)', async () => {
    const some = loadHandlers(__dirname).filter(({ name }) => name !== 'QuotesHandler');
    await expect(boot(some)).rejects.toThrow("command 'orders.quote' has no handler");
    const [first] = some;
    class Twin extends (first as new () => object) {}
    await expect(boot([...loadHandlers(__dirname), Twin])).rejects.toThrow('has 2 handlers');
  });
});
