import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { PublishingModule, WarrenModule } from '@warren/nestjs';
import { readWarrenOptions } from '../warren-options';
import { OrdersController } from './orders.controller';
import { WarrenErrorFilter } from './warren-error.filter';

/** HTTP in, publishes. It never consumes. */
@Module({
  imports: [WarrenModule.forRootAsync({ useFactory: readWarrenOptions }), PublishingModule],
  controllers: [OrdersController],
  providers: [{ provide: APP_FILTER, useClass: WarrenErrorFilter }],
})
export class GatewayModule {}
