import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Matches, Max, Min } from 'class-validator';

/** What a price is asked for. */
export class QuoteOrderDto {
  @ApiProperty({ description: 'The article: upper case letters, digits and -.', example: 'MUG-1' })
  @Matches(/^[A-Z0-9-]{1,32}$/, { message: 'sku must be 1 to 32 of A-Z, 0-9 and -' })
  readonly sku!: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 10_000, example: 3 })
  @IsInt()
  @Min(1)
  @Max(10_000)
  readonly quantity!: number;
}
