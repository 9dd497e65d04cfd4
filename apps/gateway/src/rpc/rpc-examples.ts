import { commands } from '@warren/contracts';

/** Request bodies that work when pressed in Swagger UI; each says for which command it is. */
export const rpcExamples = {
  quote: {
    summary: `${commands.quoteOrder.name}: a quick one`,
    value: { data: { sku: 'MUG-1', quantity: 3 } },
  },
  report: {
    summary: `${commands.buildReport.name}: takes two seconds`,
    value: { data: { month: '2026-10', seconds: 2 }, timeoutMs: 10_000 },
  },
  late: {
    summary: `${commands.buildReport.name}: not done in time, answered 504`,
    value: { data: { month: '2026-10', seconds: 30 }, timeoutMs: 1_000 },
  },
  charge: {
    summary: `${commands.chargePayment.name}: done`,
    value: { data: { orderId: 'order-1', amountCents: 2_970, card: 'tok_visa' } },
  },
  declined: {
    summary: `${commands.chargePayment.name}: rejected, answered 422`,
    value: { data: { orderId: 'order-1', amountCents: 2_970, card: 'tok_declined' } },
  },
};
