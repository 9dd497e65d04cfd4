import { setTimeout as wait } from 'node:timers/promises';
import type { Webhook } from './alert-settings';

/** How long one try may take, and how long is waited before a further one, in milliseconds. */
const TRY_MS = 5_000;
const WAITS_MS = [500, 2_000];
const MAX_TITLE = 512;

/** What is sent to a webhook. */
export interface AlertMessage {
  readonly state: 'raised' | 'over';
  readonly rule: string;
  readonly kind: string;
  readonly title: string;
  readonly queue?: string;
  readonly group?: string;
  readonly since?: string;
  readonly messages: number;
  readonly at: string;
  readonly desk: string;
}

/**
 * Tells a webhook, with three tries of five seconds at most; a redirect counts as a failure.
 *
 * @returns `sent`, or in words why not, without the address. Never rejects.
 */
export async function sendWebhook(
  { form, url }: Webhook,
  message: AlertMessage,
  signal: AbortSignal,
  waits: readonly number[] = WAITS_MS,
): Promise<string> {
  const body = JSON.stringify(form === 'slack' ? { text: toText(message) } : message);
  for (let attempt = 0; ; attempt += 1) {
    const fault = await post(url, body, signal);
    const pause = waits[attempt];
    if (fault === undefined) return 'sent';
    if (!fault.isPassing || pause === undefined || signal.aborted) return fault.words;
    await wait(pause, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

interface SendFault {
  readonly words: string;
  readonly isPassing: boolean;
}

async function post(url: string, body: string, stop: AbortSignal): Promise<SendFault | undefined> {
  try {
    const answer = await fetch(url, {
      ...{ method: 'POST', body, redirect: 'manual' },
      headers: { 'content-type': 'application/json', 'user-agent': 'warren-desk' },
      signal: AbortSignal.any([stop, AbortSignal.timeout(TRY_MS)]),
    });
    await answer.body?.cancel();
    if (answer.ok) return undefined;
    const { status } = answer;
    return { words: `answered ${status}`, isPassing: status === 429 || status >= 500 };
  } catch (error) {
    return { words: nameOf(error), isPassing: true };
  }
}

/** Not its message, which may have the address. */
function nameOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: unknown }; name?: unknown };
  if (name === 'TimeoutError') return `did not answer within ${TRY_MS / 1_000} s`;
  return `cannot be reached (${typeof cause?.code === 'string' ? cause.code : String(name)})`;
}

/** As Slack, Mattermost and others show it; what comes from messages is no markup. */
function toText({ desk, rule, state, title }: AlertMessage): string {
  const words = title.slice(0, MAX_TITLE).replace(/[&<>]/g, (each) => ESCAPES[each] ?? '');
  return `${state === 'raised' ? ':red_circle:' : ':white_check_mark: over:'} ${words} (${rule}, ${desk})`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
