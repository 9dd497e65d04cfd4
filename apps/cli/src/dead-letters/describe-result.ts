import { toCell } from '../format-table';

/** What became of one dead letter. */
export interface Result {
  readonly deadLetterId: string;
  readonly messageId?: string;
  readonly queue?: string;
  readonly outcome: string;
  readonly reason?: string;
  readonly problem?: { readonly code: string; readonly detail: string };
}

/** A line that says it, and why. */
export function describeResult(result: Result): string {
  const { deadLetterId, messageId, outcome, problem, queue, reason = '' } = result;
  const why = problem ? `${problem.code}: ${problem.detail}` : reason;
  const cells = [deadLetterId, messageId, queue].map((cell) => toCell(cell)).join('  ');
  return `${outcome.padEnd(13)}  ${cells}${why === '' ? '' : `  ${toCell(why)}`}`;
}
