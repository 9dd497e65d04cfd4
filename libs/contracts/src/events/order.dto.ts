import { Type } from 'class-transformer';
import {
  Equals,
  IsNumber,
  IsOptional,
  IsPositive,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { EventDto } from '@warren/model';

/** What a new order must say. Fields beyond these are kept: a newer publisher may send more. */
class OrderPayload {
  @IsNumber()
  @IsPositive()
  readonly total!: number;

  /** What it is paid with. Absent: on account. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly card?: string;
}

/** An order was created. Its `id` is that of the order, as in all that follows. */
export class OrderCreatedDto extends EventDto {
  @Equals('ORDER_CREATED')
  override readonly tipo!: string;

  @ValidateNested()
  @Type(() => OrderPayload)
  override readonly payload!: OrderPayload;
}

class PaidPayload {
  @IsNumber()
  @IsPositive()
  readonly total!: number;

  /** The payment provider's id of the payment. */
  @IsString()
  @MaxLength(256)
  readonly payment!: string;
}

/** An order was paid. */
export class OrderPaidDto extends EventDto {
  @Equals('ORDER_PAID')
  override readonly tipo!: string;

  @ValidateNested()
  @Type(() => PaidPayload)
  override readonly payload!: PaidPayload;
}

class ShippedPayload {
  /** The carrier's id of the parcel. */
  @IsString()
  @MaxLength(256)
  readonly parcel!: string;
}

/** An order was shipped. */
export class OrderShippedDto extends EventDto {
  @Equals('ORDER_SHIPPED')
  override readonly tipo!: string;

  @ValidateNested()
  @Type(() => ShippedPayload)
  override readonly payload!: ShippedPayload;
}
