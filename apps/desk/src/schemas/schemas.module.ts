import { Module } from '@nestjs/common';
import { RuntimeModule } from '@warren/platform';
import { SchemasController } from './schemas.controller';

/** What each queue and command accepts, and whether an event or data would be accepted. */
@Module({ imports: [RuntimeModule], controllers: [SchemasController] })
export class SchemasModule {}
