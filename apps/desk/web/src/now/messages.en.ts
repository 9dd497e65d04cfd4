import type { Dto } from '../api/client';

type Cause = Pick<Dto<'CauseDto'>, 'kind' | 'title' | 'queue' | 'evidence'>;

export const nowEn = {
  title: 'Now',
  allIsWell: 'All is well',
  needYou: (count: number): string =>
    count === 1 ? '1 thing needs you' : `${count} things need you`,
  overall: (rate: string, waiting: string, count: number): string =>
    `${rate} processed over the last minute, ${waiting} ${count === 1 ? 'message waits' : 'messages wait'}`,
  severe: 'Severe',
  notable: 'Notable',
  more: (count: number): string => `and ${count} more`,
  /** The desk writes its causes in English. */
  cause: ({ title }: Cause): string => title.charAt(0).toUpperCase() + title.slice(1),
  does: (words: string): string => words,
  copy: 'Copy',
  copied: 'Copied',
  metric: { in: 'In', processed: 'Done', failed: 'Failed attempts' },
  chart: (metric: string): string => `${metric}: a second, over the last hour`,
  lastHour: 'Last hour',
  backlogs: 'Deepest backlogs',
  noBacklog: 'Nothing waits',
  noBacklogHint:
    'Queues with waiting messages are listed here, with the time at which each is empty.',
  columns: { queue: 'Queue', messages: 'Messages', perSecond: 'Change', empty: 'Empty' },
  trend: {
    empty: 'now',
    drains: 'draining',
    steady: 'steady',
    grows: 'never: it grows',
    unknown: '–',
  },
  firstTitle: 'No event has been published yet',
  firstHint:
    'Send the first event to the gateway, or from a shell. Its rate, its failures and what waits appear here as they happen.',
};
