import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateIf } from 'class-validator';

/** Body of an order to all workers. */
export class OrderDto {
  @ApiPropertyOptional({ description: 'Why, for the audit.', example: 'the database is slow' })
  @IsOptional()
  @IsString()
  @MaxLength(1_024)
  readonly why?: string;
}

/** Body of `PUT /queues/:queue/prefetch`. */
export class PrefetchOrderDto extends OrderDto {
  @ApiProperty({
    description: 'Deliveries that each worker holds at once; null: as the topology says.',
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: 65_535,
    example: 5,
  })
  @ValidateIf(({ prefetch }: PrefetchOrderDto) => prefetch !== null)
  @IsInt()
  @Min(1)
  @Max(65_535)
  readonly prefetch!: number | null;
}

/** What came of an order that the journal has. */
export class OrderResultDto {
  @ApiProperty({ description: 'Names it in the journal, `GET /audit` and `GET /live`.' })
  readonly operationId!: string;

  @ApiProperty({ type: [String], example: ['web-1:1234', 'web-2:77'] })
  readonly followedBy!: readonly string[];

  @ApiProperty({
    description: 'Workers that live and have not said that they follow it.',
    type: [String],
    example: [],
  })
  readonly waitingFor!: readonly string[];

  @ApiProperty({ description: 'Whether all workers that live are known.' })
  readonly isComplete!: boolean;
}
