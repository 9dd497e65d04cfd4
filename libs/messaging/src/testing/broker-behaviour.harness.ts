import { describeDeliveries } from './deliveries-behaviour.harness';
import { describeFailures } from './failures-behaviour.harness';
import { describeLimits } from './limits-behaviour.harness';
import { ShopUnderTest, type BrokerUnderTest } from './shop-under-test.harness';

/** What an application does on any broker: each has to pass it. */
export function describeBehaviour(name: string, start: () => Promise<BrokerUnderTest>): void {
  describe(`an application on ${name}`, () => {
    const shop = new ShopUnderTest();
    beforeAll(async () => shop.start(await start()));
    afterAll(() => shop.stop());

    describeDeliveries(shop);
    describeFailures(shop);
    describe('has limits, and', () => describeLimits(shop));
  });
}
