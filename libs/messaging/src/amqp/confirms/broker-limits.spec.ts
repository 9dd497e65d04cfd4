import { BrokerLimits } from './broker-limits';
import type { OutgoingMessage } from '../../messages/outgoing-message';

const MIB = 1_048_576;
const message = (exchange: string, routingKey = 'key', bytes = 0): OutgoingMessage => ({
  ...{ exchange, routingKey, body: Buffer.alloc(bytes), properties: { messageId: 'm' } },
});
const closed = (words: string): string => `Channel closed by server: ${words}`;
const refused = (what: string): string =>
  closed(`403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - ${what} refused for user 'u'"`);

describe('what the broker refuses for good', () => {
  it.each([
    ['3.10.8', 128],
    ['3.13.7', 128],
    ['4.0.5', 16],
    ['4.3.6', 16],
    [undefined, 16],
  ])('is beyond the default of its version: %s takes %i MiB', (version, mib) => {
    const limits = new BrokerLimits();
    limits.readVersion(version);
    expect(limits.maxMessageBytes).toBe(mib * MIB);
  });

  it('is beyond what was configured, in every version', () => {
    const limits = new BrokerLimits(MIB);
    limits.readVersion('3.10.8');
    expect(limits.maxMessageBytes).toBe(MIB);
    expect(() => limits.check(message('e', 'key', MIB))).not.toThrow();
    expect(() => limits.check(message('e', 'key', MIB + 1))).toThrow(RangeError);
  });

  it.each([0, 1, '60000', 4_294_967_295])('is not an expiration of %p ms', (expiration) => {
    const { properties, ...rest } = message('e');
    const limits = new BrokerLimits();
    expect(() =>
      limits.check({ ...rest, properties: { ...properties, expiration } }),
    ).not.toThrow();
  });

  it.each([4_294_967_296, Number.MAX_SAFE_INTEGER, -1, 1.5, NaN, '', 'abc', '1e3', '0x10'])(
    'is an expiration of %p',
    (expiration) => {
      const { properties, ...rest } = message('e');
      const limits = new BrokerLimits();
      expect(() => limits.check({ ...rest, properties: { ...properties, expiration } })).toThrow(
        RangeError,
      );
    },
  );

  it.each([
    'message size 1500000 is larger than configured max size 1048576',
    'message size 1500000 is larger than max size 1048576',
  ])('is learned when a message was too large: %s', (words) => {
    const limits = new BrokerLimits();
    limits.learn(closed(`406 (PRECONDITION-FAILED) with message "PRECONDITION_FAILED - ${words}"`));
    limits.readVersion('3.10.8');
    expect(limits.maxMessageBytes).toBe(1_048_576);
  });

  it.each([
    ["access to exchange 'e.topic' in vhost '/'", 'e.topic', 'key'],
    ["write access to exchange 'e.topic' in vhost 'a b'", 'e.topic', 'other'],
    ["access to exchange 'amq.default' in vhost '/'", '', 'journal'],
    ["write access to topic 'a.b' in exchange 'e.topic' in vhost '/'", 'e.topic', 'a.b'],
  ])('is what it does not permit: %s', (what, exchange, routingKey) => {
    const limits = new BrokerLimits();
    limits.learn(refused(what));
    expect(limits.whyForbidden(message(exchange, routingKey))).toContain('ACCESS_REFUSED');
    expect(limits.whyForbidden(message('another', routingKey))).toBeUndefined();
  });

  it('is one key only where the broker speaks of a topic', () => {
    const limits = new BrokerLimits();
    limits.learn(refused("write access to topic 'a.b' in exchange 'e.topic' in vhost '/'"));
    expect(limits.whyForbidden(message('e.topic', 'a.c'))).toBeUndefined();
  });

  it('is not an exchange that is missing: the next connection declares it', () => {
    const limits = new BrokerLimits();
    limits.learn(closed('404 (NOT-FOUND) with message "NOT_FOUND - no exchange \'e\' in vhost"'));
    expect(limits.whyForbidden(message('e'))).toBeUndefined();
  });

  it('is tried again after five seconds', () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    const limits = new BrokerLimits();
    limits.learn(refused("access to exchange 'e' in vhost '/'"));
    now.mockReturnValue(5_999);
    expect(limits.whyForbidden(message('e'))).toBeDefined();
    now.mockReturnValue(6_001);
    expect(limits.whyForbidden(message('e'))).toBeUndefined();
    now.mockRestore();
  });
});
