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
    'Rates, failures and what waits appear here as they happen. Three events show what this is about; they are real, and workers handle them.',
  firstSteps: [
    { example: 'first', title: 'Send a first event', hint: 'and see each step it takes' },
    { example: 'retry', title: 'Watch a retry', hint: 'two attempts fail, and the third succeeds' },
    {
      ...{ example: 'dead', title: 'Watch a dead letter' },
      hint: 'then open Failures, take out what made it fail, and redrive it',
    },
  ],
};
