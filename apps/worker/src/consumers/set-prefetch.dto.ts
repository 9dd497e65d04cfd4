import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

/** What `PATCH /consumers/:queue` may change. */
export class SetPrefetchDto {
  @ApiProperty({
    description: 'Deliveries this process holds at once from now on. AMQP counts up to 65535.',
    type: 'integer',
    minimum: 1,
    maximum: 65_535,
    example: 50,
  })
  @IsInt()
  @Min(1)
  @Max(65_535)
  readonly prefetch!: number;
}
