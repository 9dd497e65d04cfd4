import { ApiProperty } from '@nestjs/swagger';
import { IsNumber, Matches, Max, Min } from 'class-validator';

/** Which report is to be built. */
export class BuildReportDto {
  @ApiProperty({ example: '2026-10' })
  @Matches(/^\d{4}-(0[1-9]|1[0-2])$/, { message: 'month must be a year and a month: 2026-10' })
  readonly month!: string;

  @ApiProperty({
    description: 'How long it takes: this report is an example of slow work.',
    minimum: 0,
    maximum: 60,
    example: 2,
  })
  @IsNumber()
  @Min(0)
  @Max(60)
  readonly seconds!: number;
}
