import { Controller } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import { commands, type ChargePaymentDto } from '@warren/contracts';
import { CommandContext, PermanentError, RetryableError } from '@warren/messaging';

/** What is answered to `payments.charge`. */
export interface Charge {
  /** The same when the command runs twice: a payment service that knows it charges once. */
  readonly chargeId: string;
  readonly orderId: string;
  readonly amountCents: number;
}

/** Payments: an example of a command that fails, for good or for now. */
@Controller()
export class PaymentsHandler {
  @MessagePattern(commands.chargePayment.name)
  charge(
    @Payload() { amountCents, card, orderId }: ChargePaymentDto,
    @Ctx() { messageId }: CommandContext,
  ): Charge {
    if (card === 'tok_declined') {
      throw new PermanentError('card_declined', 'the bank declined the card');
    }
    if (card === 'tok_bank_away') {
      throw new RetryableError('bank_away', 'the bank does not answer now');
    }
    return { chargeId: messageId, orderId, amountCents };
  }
}
