import type { PublishedRecord } from '@warren/messaging';
import { routes } from '@warren/testing';

export const TOPIC = routes.topic.exchange.name;
export const NOW = Date.UTC(2026, 0, 1, 12);

let reports = 0;

/** A report of a gateway, of the second that began so long after noon. */
export function published(ms = 0, more: Partial<PublishedRecord> = {}): PublishedRecord {
  reports += 1;
  return {
    ...{ kind: 'published', report: `r${reports}`, publisher: 'gw:1' },
    ...{ startedAt: new Date(NOW + ms), at: new Date(NOW + ms + 1_000) },
    ...{ counts: [], failures: [], confirmed: [] },
    ...more,
  };
}

export const failure = (
  messageId: string,
  more: Partial<PublishedRecord['failures'][number]> = {},
): PublishedRecord['failures'][number] => ({
  ...{ atMs: NOW, exchange: TOPIC, routingKey: 'a.b', outcome: 'unroutable' },
  ...{ messageId, code: 'unroutable', reason: 'no queue is bound', bytes: 42 },
  client: '10.0.0.1',
  ...more,
});

export const confirmed = (
  messageId: string,
  more: Partial<PublishedRecord['confirmed'][number]> = {},
): PublishedRecord['confirmed'][number] => ({
  ...{ atMs: NOW, exchange: '', routingKey: 'mensajes', messageId },
  ...more,
});
