/** The payment provider. */
export abstract class Payments {
  /**
   * Takes a payment, once for a key: asked again with the same key, it gives the same payment.
   *
   * @returns under which the payment is known; undefined when the card is declined.
   */
  abstract take(key: string, total: number, card?: string): Promise<string | undefined>;
}

/** Stands for a real one: put the client of your payment provider in its place. */
export class FakePayments extends Payments {
  take(key: string, _total: number, card?: string): Promise<string | undefined> {
    return Promise.resolve(card === 'declined' ? undefined : `payment-${key}`);
  }
}
