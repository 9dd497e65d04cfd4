import { Module } from '@nestjs/common';
import { AliveProcessesModule, JournalModule } from '@warren/messaging';
import { OrderGiver } from './give-order';
import { OrdersController } from './orders.controller';
import { WorkersController } from './workers.controller';

/** Who lives, and orders to all workers. */
@Module({
  imports: [AliveProcessesModule, JournalModule],
  controllers: [WorkersController, OrdersController],
  providers: [OrderGiver],
})
export class WorkersModule {}
