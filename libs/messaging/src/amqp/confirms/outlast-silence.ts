import { setTimeout as wait } from 'node:timers/promises';
import type { ConfirmWindow } from './confirm-window';
import type { SendOutcome } from '../../messages/outgoing-message';

const PROBE_PAUSE_MS = 1_000;
/** After that a silent connection is replaced: another node may be well, or another channel. */
const SILENT_FOR_MS = 15_000;
const DRAIN_CHECK_MS = 50;

/** A connection on which the broker confirms nothing. */
export interface SilentConnection {
  readonly window: Pick<ConfirmWindow, 'isSilent' | 'oldestDeadline' | 'waitingCount'>;
  readonly isGone: () => boolean;
  /** Whether the broker has an alarm: it answers nothing then, and the connection is well. */
  readonly isBlocked: () => boolean;
  readonly sendProbe: () => Promise<SendOutcome>;
  /** Called when something is confirmed again. */
  readonly onConfirmed: () => void;
  /** Refuses every message from now on. */
  readonly refuseAll: () => void;
}

/**
 * Probes until something is confirmed, and resolves with whether to replace the connection: after about
 * 15 seconds without a confirm or an alarm, or when it has lost a queue. Between two probes a sender
 * may try. Before a replacement, messages are refused and senders that wait get their outcome.
 *
 * @param timeoutMs how long a sender waits for its answer.
 */
export async function outlastSilence(
  silent: SilentConnection,
  timeoutMs: number,
): Promise<boolean> {
  const { isGone, isBlocked, onConfirmed, refuseAll, sendProbe, window } = silent;
  let until = performance.now() + SILENT_FOR_MS;
  let isProbeLost = false;
  while (!isGone() && window.isSilent && performance.now() <= until) {
    if (window.waitingCount === 0)
      isProbeLost = (await sendProbe()).kind === 'unknown' || isProbeLost;
    await wait(PROBE_PAUSE_MS, undefined, { ref: false });
    if (isBlocked()) until = performance.now() + SILENT_FOR_MS;
  }
  if (isGone()) return false;
  if (!window.isSilent) {
    onConfirmed();
    if (!isProbeLost || !(await hasLostQueue(window, timeoutMs))) return false;
  }
  refuseAll();
  while (window.waitingCount > 0) await wait(DRAIN_CHECK_MS, undefined, { ref: false });
  return !isGone();
}

/**
 * RabbitMQ 3.10 forgets messages: a channel that sent to a queue's leader which died continues to send
 * there, and looks for another leader only when 32 messages wait. Merely late answers come meanwhile.
 */
async function hasLostQueue(
  window: Pick<ConfirmWindow, 'oldestDeadline'>,
  timeoutMs: number,
): Promise<boolean> {
  const confirmedAt = performance.now();
  const hasOverdue = (): boolean => (window.oldestDeadline ?? Infinity) <= confirmedAt;
  if (hasOverdue()) await wait(timeoutMs, undefined, { ref: false });
  return hasOverdue();
}
