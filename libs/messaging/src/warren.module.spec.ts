import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { topology } from '@warren/testing';
import { ConsumingModule } from './consuming/consuming.module';
import { WarrenModule, type WarrenOptions } from './warren.module';

/** Creates the application, whose broker is not asked before it starts. */
function create(options: Omit<WarrenOptions, 'topology'>): Promise<unknown> {
  class AppModule {}
  Module({ imports: [WarrenModule.forRoot({ topology, ...options })] })(AppModule);
  return NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
}

describe('the options of an application', () => {
  it('are checked all at once, each named with its part', async () => {
    const options = {
      connection: { heartbeatSeconds: 0, url: 'http://user:secret@broker' },
      consuming: { queues: 'a,b' as never, failureLab: 'on' as never },
      journal: { replay: -1 },
    };
    const error: unknown = await create(options).catch((thrown: unknown) => thrown);
    const lines = (error as Error).message.split('\n- ').map((line) => line.split(' ')[0]);
    expect(lines.slice(1).sort()).toEqual([
      ...['connection.heartbeatSeconds', 'connection.url', 'consuming.failureLab'],
      ...['consuming.queues', 'journal.replay'],
    ]);
    expect((error as Error).message).not.toContain('secret');
  });

  it('have no name beside those that are declared', async () => {
    // @ts-expect-error urls is worked out of url and username
    await expect(create({ connection: { urls: ['amqp://a'] } })).rejects.toThrow(
      '- connection.urls is no option',
    );
    const misspelt = { conection: { url: 'amqp://a' }, journal: { replay: -1 } };
    await expect(create(misspelt)).rejects.toThrow(
      /^- conection is no option; there are: topology, hooks, connection, .*\n- journal\.replay/m,
    );
  });

  it('are missed by name where WarrenModule is', async () => {
    @Injectable()
    class Forgetful {}
    class AppModule {}
    Module({ imports: [ConsumingModule], providers: [Forgetful] })(AppModule);
    const options = { logger: false, abortOnError: false } as const;
    await expect(NestFactory.createApplicationContext(AppModule, options)).rejects.toThrow(
      'WarrenModule.forRoot',
    );
  });
});
