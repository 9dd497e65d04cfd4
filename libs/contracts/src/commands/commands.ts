import { BuildReportDto } from './build-report.dto';
import { ChargePaymentDto } from './charge-payment.dto';
import { command } from '@warren/model';
import { QuoteOrderDto } from './quote-order.dto';

/** Every command, with the class of its data. A new command is one entry here. */
export const commands = {
  quoteOrder: command('orders.quote', { data: QuoteOrderDto }),
  buildReport: command('reports.build', { data: BuildReportDto }),
  chargePayment: command('payments.charge', { data: ChargePaymentDto }),
};
