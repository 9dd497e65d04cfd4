import { isBrokerHeader, isPublisherHeader } from './header-owner';

describe('who wrote a header', () => {
  it.each([
    'x-request-id',
    'X-B3-TraceId',
    'X-Tenant',
    'x-delay',
    'x-opt-partition-key',
    'x-received-from',
    'X-Death',
    'x-death-count',
    'x-first-deaths',
    'cc',
    'Cc',
    'bcc',
    'Bcc',
    'WARREN-attempt',
    'warren',
    '',
  ])("says that '%s' is the publisher's", (name) => {
    expect(isPublisherHeader(name)).toBe(true);
    expect(isBrokerHeader(name)).toBe(false);
  });

  it.each([
    'x-death',
    'x-first-death-queue',
    'x-last-death-reason',
    'x-delivery-count',
    'x-acquired-count',
    'x-stream-offset',
    'CC',
    'BCC',
  ])("says that '%s' is the broker's", (name) => {
    expect(isBrokerHeader(name)).toBe(true);
    expect(isPublisherHeader(name)).toBe(false);
  });

  it('keeps names that begin with `warren-` for Warren', () => {
    expect(isPublisherHeader('warren-')).toBe(false);
    expect(isPublisherHeader('warren-of-a-later-version')).toBe(false);
  });
});
