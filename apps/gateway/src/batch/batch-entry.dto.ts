import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EventDto } from '@warren/contracts';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { IsRoutingKey } from '../publish/routing-key.param';
import { PublishOptionsDto } from '../publish/publish-event.dto';

/** The exchanges a batch may publish to, each as its endpoint does. */
export const BATCH_EXCHANGES = ['default', 'direct', 'topic', 'fanout', 'headers', 'logs'] as const;

/** One event of a batch. */
export class BatchEntryDto {
  @ApiProperty({ enum: BATCH_EXCHANGES })
  @IsIn(BATCH_EXCHANGES)
  readonly exchange!: (typeof BATCH_EXCHANGES)[number];

  @ApiPropertyOptional({ description: 'Needed for direct and topic, refused for the others.' })
  @IsOptional()
  @IsRoutingKey()
  readonly routingKey?: string;

  @ApiProperty({ type: EventDto })
  @IsObject()
  @ValidateNested()
  @Type(() => EventDto)
  readonly event!: EventDto;

  @ApiPropertyOptional({ type: PublishOptionsDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PublishOptionsDto)
  readonly options?: PublishOptionsDto;
}
