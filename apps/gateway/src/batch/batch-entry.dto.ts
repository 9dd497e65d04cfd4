import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { routes } from '@warren/contracts';
import { EventDto, IsRoutingKey } from '@warren/http';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { PublishOptionsDto } from '../publish/publish-event.dto';

/** The exchanges a batch may publish to, each as its endpoint does. */
const EXCHANGES = Object.keys(routes).map((name) => (name === 'send' ? 'default' : name));

/** One event of a batch. */
export class BatchEntryDto {
  @ApiProperty({ enum: EXCHANGES })
  @IsIn(EXCHANGES)
  readonly exchange!: string;

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
