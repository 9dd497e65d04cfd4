import {
  after,
  bind,
  bindAll,
  bindHeaders,
  command,
  defaultExchange,
  defineTopology,
  EventDto,
  exchange,
  queue,
  type Binding,
  type Queue,
  type QueueOptions,
} from '@warren/model';

export const exchanges = {
  default: defaultExchange(),
  direct: exchange('events.direct', 'direct'),
  topic: exchange('events.topic', 'topic'),
  fanout: exchange('events.fanout', 'fanout'),
  headers: exchange('events.headers', 'headers'),
};

const { direct, fanout, headers, topic } = exchanges;

function events(
  name: string,
  from: readonly Binding[],
  options: Omit<QueueOptions<EventDto>, 'event' | 'from' | 'batch'> = {},
): Queue {
  return queue(name, { event: EventDto, from, ...options });
}

export const queues = {
  mensajes: events('mensajes', []),
  logsInfo: events('logs.info', [bind(direct, 'info')]),
  logsWarning: events('logs.warning', [bind(direct, 'warning')]),
  logsError: events('logs.error', [bind(direct, 'error')]),
  etlJobs: events('etl.jobs', [bind(direct, 'etl.job')], { retry: after('1s', '2s', '5s') }),
  jobsPriority: events('jobs.priority', [bind(direct, 'job.priority')], {
    maxPriority: 9,
    prefetch: 1,
  }),
  ordersCreated: events('orders.created', [bind(topic, 'orders.*.created')]),
  ordersPaid: events('orders.paid', [bind(topic, 'orders.*.paid')]),
  ordersShipped: events('orders.shipped', [bind(topic, 'orders.*.shipped')]),
  ordersAudit: events('orders.audit', [bind(topic, 'orders.#')]),
  notificationsEmail: events('notifications.email', [bindAll(fanout)]),
  notificationsSms: events('notifications.sms', [bindAll(fanout)]),
  notificationsPush: events('notifications.push', [bindAll(fanout)]),
  greetingsEs: events('greetings.es', [bindHeaders(headers, 'all', { lang: 'es' })]),
  greetingsEn: events('greetings.en', [bindHeaders(headers, 'all', { lang: 'en' })]),
  greetingsFr: events('greetings.fr', [bindHeaders(headers, 'all', { lang: 'fr' })]),
  auditImportant: events('audit.important', [
    bindHeaders(headers, 'any', { env: 'prod', priority: 'high' }),
  ]),
  scheduled: events('scheduled', [], { retry: after('1s', '4h'), breaker: false }),
};

export const routes = {
  send: { exchange: exchanges.default, routingKey: queues.mensajes.name },
  direct: { exchange: direct },
  topic: { exchange: topic },
  fanout: { exchange: fanout, routingKey: '' },
  headers: { exchange: headers, routingKey: '' },
};

/** A topology with each kind of exchange, for the specs of the library: it belongs to no application. */
export const topology = defineTopology({
  exchanges: Object.values(exchanges),
  queues: Object.values(queues),
  replyQueues: [{ name: 'respuestas', messageTtlMs: 3_600_000, maxLength: 100_000 }],
  routes,
  // It is one of its own queues, for specs to name.
  schedule: { queue: queues.scheduled.name },
  commands: { all: [command('orders.quote', { data: EventDto })] },
});
