import {
  after,
  bind,
  bindAll,
  bindHeaders,
  defaultExchange,
  defineTopology,
  EventDto,
  exchange,
  queue,
  type PublishRoute,
} from '@warren/model';
import { commands } from '../commands/commands';
import { EtlJobDto } from '../events/etl-job.dto';
import { GreetingDto } from '../events/greeting.dto';
import { LogLineDto } from '../events/log-line.dto';
import { MeterReadingDto } from '../events/meter-reading.dto';
import { NotificationDto } from '../events/notification.dto';
import { OrderCreatedDto, OrderPaidDto, OrderShippedDto } from '../events/order.dto';
import { UrgentJobDto } from '../events/urgent-job.dto';

/** Every exchange events are published to. */
export const exchanges = {
  default: defaultExchange(),
  direct: exchange('events.direct', 'direct'),
  topic: exchange('events.topic', 'topic'),
  fanout: exchange('events.fanout', 'fanout'),
  headers: exchange('events.headers', 'headers'),
  logs: exchange('logs', 'fanout'),
};

/** Who sends notifications answers within seconds or, mostly, not at all. */
const NOTIFICATION_LIMIT_MS = 5_000;

/** Every work queue, with what reaches it and how it retries. A new queue is one entry here. */
export const queues = {
  mensajes: queue('mensajes', { event: EventDto, from: [] }),

  logsInfo: queue('logs.info', { event: EventDto, from: [bind(exchanges.direct, 'info')] }),
  logsWarning: queue('logs.warning', {
    event: EventDto,
    from: [bind(exchanges.direct, 'warning')],
  }),
  logsError: queue('logs.error', { event: EventDto, from: [bind(exchanges.direct, 'error')] }),
  etlJobs: queue('etl.jobs', {
    event: EtlJobDto,
    from: [bind(exchanges.direct, 'etl.job')],
    retry: after('1s', '2s', '5s'),
    // Short, so that it can be watched: a job that needs longer continues in its next attempt.
    timeLimitMs: 5_000,
  }),
  meterReadings: queue('meter.readings', {
    event: MeterReadingDto,
    from: [bind(exchanges.direct, 'meter.reading')],
    batch: { size: 100, waitMs: 1_000 },
  }),
  jobsPriority: queue('jobs.priority', {
    event: UrgentJobDto,
    from: [bind(exchanges.direct, 'job.priority')],
    maxPriority: 9,
    // One at a time: what is prefetched has left the order of priorities.
    prefetch: 1,
  }),

  ordersCreated: queue('orders.created', {
    event: OrderCreatedDto,
    from: [bind(exchanges.topic, 'orders.*.created')],
  }),
  ordersPaid: queue('orders.paid', {
    event: OrderPaidDto,
    from: [bind(exchanges.topic, 'orders.*.paid')],
  }),
  ordersShipped: queue('orders.shipped', {
    event: OrderShippedDto,
    from: [bind(exchanges.topic, 'orders.*.shipped')],
  }),
  ordersAudit: queue('orders.audit', {
    event: EventDto,
    from: [bind(exchanges.topic, 'orders.#')],
  }),

  notificationsEmail: queue('notifications.email', {
    event: NotificationDto,
    from: [bindAll(exchanges.fanout)],
    retry: after('1s', '30s', '5m', '1h'),
    timeLimitMs: NOTIFICATION_LIMIT_MS,
  }),
  notificationsSms: queue('notifications.sms', {
    event: NotificationDto,
    from: [bindAll(exchanges.fanout)],
    retry: after('1s', '5s', '30s'),
    timeLimitMs: NOTIFICATION_LIMIT_MS,
  }),
  notificationsPush: queue('notifications.push', {
    event: NotificationDto,
    from: [bindAll(exchanges.fanout)],
    retry: after('500ms', '2s'),
    timeLimitMs: NOTIFICATION_LIMIT_MS,
  }),

  greetingsEs: queue('greetings.es', {
    event: GreetingDto,
    from: [bindHeaders(exchanges.headers, 'all', { lang: 'es' })],
  }),
  greetingsEn: queue('greetings.en', {
    event: GreetingDto,
    from: [bindHeaders(exchanges.headers, 'all', { lang: 'en' })],
  }),
  greetingsFr: queue('greetings.fr', {
    event: GreetingDto,
    from: [bindHeaders(exchanges.headers, 'all', { lang: 'fr' })],
  }),
  auditImportant: queue('audit.important', {
    event: EventDto,
    from: [bindHeaders(exchanges.headers, 'any', { env: 'prod', priority: 'high' })],
  }),

  logsLines: queue('logs.lines', { event: LogLineDto, from: [bindAll(exchanges.logs)] }),
  logsAlerts: queue('logs.alerts', { event: LogLineDto, from: [bindAll(exchanges.logs)] }),
};

/** What the gateway publishes: one route per endpoint. */
export const routes = {
  send: { exchange: exchanges.default, routingKey: queues.mensajes.name },
  direct: { exchange: exchanges.direct },
  topic: { exchange: exchanges.topic },
  fanout: { exchange: exchanges.fanout, routingKey: '' },
  headers: { exchange: exchanges.headers, routingKey: '' },
  logs: { exchange: exchanges.logs, routingKey: '' },
} satisfies Record<string, PublishRoute>;

/** The whole of it. Everything that knows a name has it from here. */
export const topology = defineTopology({
  exchanges: Object.values(exchanges),
  queues: Object.values(queues),
  replyQueues: [{ name: 'respuestas', messageTtlMs: 3_600_000, maxLength: 100_000 }],
  routes,
  commands: { all: Object.values(commands) },
});
