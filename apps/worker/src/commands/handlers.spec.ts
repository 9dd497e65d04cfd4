import { CommandContext } from '@warren/messaging';
import { PaymentsHandler } from './payments.handler';
import { QuotesHandler } from './quotes.handler';
import { ReportsHandler } from './reports.handler';

function context(signal = new AbortController().signal): CommandContext {
  return new CommandContext('m-1', 'm-1', new Date(), 0, signal);
}

describe('the handlers of the example commands', () => {
  it('quote a price, a lower one for many', () => {
    const quotes = new QuotesHandler();
    expect(quotes.quote({ sku: 'MUG-1', quantity: 3 })).toMatchObject({ totalCents: 2_970 });
    expect(quotes.quote({ sku: 'MUG-1', quantity: 100 })).toMatchObject({ totalCents: 89_000 });
  });

  it('charge once for one message id, and fail for good or for now', () => {
    const payments = new PaymentsHandler();
    const charge = (card: string): unknown =>
      payments.charge({ orderId: 'o', amountCents: 1, card }, context());
    expect(charge('tok_visa')).toMatchObject({ chargeId: 'm-1' });
    expect(() => charge('tok_declined')).toThrow(
      expect.objectContaining({ code: 'card_declined', name: 'PermanentError' }) as Error,
    );
    expect(() => charge('tok_bank_away')).toThrow(
      expect.objectContaining({ code: 'bank_away', name: 'RetryableError' }) as Error,
    );
  });

  it('build a report, and stop when the caller has gone', async () => {
    const reports = new ReportsHandler();
    const order = { month: '2026-10', seconds: 0.01 };
    expect(await reports.build(order, context())).toEqual({ month: '2026-10', tookMs: 10 });
    const gone = new AbortController();
    const building = reports.build({ ...order, seconds: 60 }, context(gone.signal));
    gone.abort();
    await expect(building).rejects.toMatchObject({ name: 'AbortError' });
  });
});
