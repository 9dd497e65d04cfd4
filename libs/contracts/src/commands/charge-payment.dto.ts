import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';

/** What is to be paid, and with which card. */
export class ChargePaymentDto {
  @ApiProperty({ example: 'order-1', minLength: 1, maxLength: 64 })
  @MinLength(1)
  @MaxLength(64)
  readonly orderId!: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100_000_000, example: 2_970 })
  @IsInt()
  @Min(1)
  @Max(100_000_000)
  readonly amountCents!: number;

  @ApiProperty({
    description: 'A token, never a number. `tok_declined` and `tok_bank_away` fail.',
    example: 'tok_visa',
  })
  @Matches(/^tok_[a-z_]{1,32}$/, { message: 'card must be a token: tok_ and lower case letters' })
  readonly card!: string;
}
