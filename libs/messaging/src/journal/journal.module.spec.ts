import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { topology } from '@warren/testing';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { WarrenModule } from '../warren.module';
import { Journal, type Projection } from './journal';
import { JournalModule } from './journal.module';

@Injectable()
class Prices {}

@Injectable()
class Totals implements Projection {
  constructor(readonly prices: Prices) {}

  apply(): void {}
}

@Module({
  imports: [JournalModule.forFeature([Totals])],
  providers: [Prices, Totals],
  exports: [Totals],
})
class TotalsModule {}

@Module({ imports: [TotalsModule, JournalModule.forFeature([Totals])] })
class ReportsModule {}

describe('projections of the modules of an application', () => {
  it('inject what is theirs, and are one instance for all that ask for them to follow', async () => {
    const journal = { follow: jest.fn(), ready: () => Promise.resolve() };
    const module = await Test.createTestingModule({
      imports: [WarrenModule.forRoot({ topology }), TotalsModule, ReportsModule],
    })
      .overrideProvider(Journal)
      .useValue(journal)
      .overrideProvider(ConfirmPublisher)
      .useValue({})
      .compile();
    await module.init();
    const totals = module.get(Totals, { strict: false });
    expect(totals.prices).toBeInstanceOf(Prices);
    expect(journal.follow.mock.calls).toEqual([
      [totals, 'recent'],
      [totals, 'recent'],
    ]);
    await module.close();
  });
});
