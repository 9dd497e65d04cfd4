import type { Triage } from './triage.projection';

/**
 * Whether a group needs no attention now: before its time, if it has one, and while no more of its dead letters
 * came within the last hour than its rate, if it has one. Pure.
 */
export function isMuted(
  triage: Pick<Triage, 'muteUntil' | 'mutePerHour'> | undefined,
  { lastHour, nowMs }: { readonly lastHour: number; readonly nowMs: number },
): boolean {
  const { mutePerHour, muteUntil } = triage ?? {};
  if (muteUntil === undefined && mutePerHour === undefined) return false;
  const isBefore = muteUntil === undefined || nowMs < muteUntil.getTime();
  return isBefore && (mutePerHour === undefined || lastHour <= mutePerHour);
}
