import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { commands, type QuoteOrderDto } from '@warren/contracts';

/** What is answered to `orders.quote`. */
export interface Quote {
  readonly sku: string;
  readonly quantity: number;
  readonly unitCents: number;
  readonly totalCents: number;
  readonly currency: 'EUR';
}

const UNIT_CENTS = 990;
/** The price of one from a quantity of `from` on. */
const BULK = { from: 100, unitCents: 890 };

/** Prices: an example of a quick command, safe to run twice. */
@Controller()
export class QuotesHandler {
  @MessagePattern(commands.quoteOrder.name)
  quote(@Payload() { sku, quantity }: QuoteOrderDto): Quote {
    const unitCents = quantity >= BULK.from ? BULK.unitCents : UNIT_CENTS;
    return { sku, quantity, unitCents, totalCents: quantity * unitCents, currency: 'EUR' };
  }
}
