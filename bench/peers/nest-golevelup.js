// @ts-check
'use strict';

require('reflect-metadata');
const { randomUUID } = require('node:crypto');
const { AmqpConnection, RabbitMQModule } = require('@golevelup/nestjs-rabbitmq');
const nest = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { FastifyAdapter } = require('@nestjs/platform-fastify');
const { IsObject, IsString, MaxLength, MinLength } = require('class-validator');

const { RABBITMQ_URL = '', PORT = '0' } = process.env;

// What TypeScript's compiler makes of decorators, written by hand: this file is not compiled.

class EventDto {}
for (const field of ['id', 'tipo']) {
  for (const rule of [IsString(), MinLength(1), MaxLength(256)]) rule(EventDto.prototype, field);
}
IsObject()(EventDto.prototype, 'payload');

class PublishController {
  /** @param {import('@golevelup/nestjs-rabbitmq').AmqpConnection} amqp */
  constructor(amqp) {
    this.amqp = amqp;
  }

  /** @param {EventDto} event */
  async send(event) {
    const messageId = randomUUID();
    await this.amqp.publish('', 'mensajes', event, {
      ...{ messageId, persistent: true, mandatory: true, contentType: 'application/json' },
    });
    return { outcome: 'confirmed', messageId };
  }
}
const { prototype } = PublishController;
const send = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(prototype, 'send'));
nest.Post('send')(prototype, 'send', send);
nest.HttpCode(202)(prototype, 'send', send);
nest.Body()(prototype, 'send', 0);
Reflect.defineMetadata('design:paramtypes', [EventDto], prototype, 'send');
Reflect.defineMetadata('design:paramtypes', [AmqpConnection], PublishController);
nest.Controller()(PublishController);

class PeerModule {}
nest.Module({
  imports: [
    RabbitMQModule.forRoot({
      uri: RABBITMQ_URL,
      connectionInitOptions: { wait: true, timeout: 10_000 },
    }),
  ],
  controllers: [PublishController],
})(PeerModule);

/** Nest as its documentation has it, with golevelup's publish. */
async function serve() {
  const app = await NestFactory.create(PeerModule, new FastifyAdapter(), { logger: ['error'] });
  app.useGlobalPipes(new nest.ValidationPipe({ transform: true, whitelist: true }));
  await app.listen(Number(PORT), '127.0.0.1');
}

void serve();
