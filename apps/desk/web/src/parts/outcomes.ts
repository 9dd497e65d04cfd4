import type { Dto } from '../api/client';

export type Outcome = Dto<'DeliveryDto'>['outcome'];

/** In the order in which a person looks for them. */
export const OUTCOMES: readonly Outcome[] = [
  ...(['processed', 'running', 'retrying', 'dead-lettered', 'discarded'] as const),
];
/** Names of our colours. */
export const OUTCOME_COLOURS: Readonly<Record<Outcome, string>> = {
  processed: 'good',
  running: 'accent',
  retrying: 'warn',
  'dead-lettered': 'bad',
  discarded: 'soft',
};
