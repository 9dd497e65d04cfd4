import { isConsumed } from '../queues/list-queues';
import { depthOf } from '../queues/queue-history';
import type { Cause, CauseKind, SuggestedAction } from './cause';
import type { NowFacts, QueueNow } from './now-facts';

/** At least that long nothing ends or advances while messages wait: it is stuck, in milliseconds. */
const STUCK_MS = 120_000;
/** A backlog is reported when it grew for that long and is that deep. */
const GROWS_MS = 60_000;
const DEEP = 100;
/** A queue fails when half of its attempts fail, and there are at least this many. */
const MIN_ATTEMPTS = 10;
const BAD_STATES = new Set(['down', 'minority', 'crashed', 'stopped', 'timeout', 'noproc']);
const START = { does: 'starts a worker', command: 'npm start -- worker' } as const;

/** What is wrong with queues, each queue once with the worst of it. Pure. */
export function findQueueCauses(facts: NowFacts): Cause[] {
  const { queues, source } = facts;
  if (source === 'none') return [];
  const consumed = queues.filter(({ declared }) => isConsumed(declared.kind));
  const present = consumed.filter(({ seen }) => seen !== undefined);
  const isDeserted =
    !facts.isJustStarted &&
    present.length > 0 &&
    present.every(({ seen }) => seen?.consumers === 0);
  const found = queues.flatMap((queue) => findCause(queue, facts, isDeserted) ?? []);
  if (!isDeserted) return found;
  const messages = present.reduce((sum, { seen }) => sum + ((seen && depthOf(seen)) ?? 0), 0);
  const evidence = { queues: present.length, consumers: 0, messages };
  const title = 'no worker consumes any queue';
  return [{ kind: 'no-worker', title, messages, evidence, actions: [START] }, ...found];
}

function findCause(queue: QueueNow, facts: NowFacts, isDeserted: boolean): Cause | undefined {
  const { declared, seen } = queue;
  const { kind, name } = declared;
  if (seen === undefined) {
    const declare = { does: 'declares what is missing', command: 'npm run topology -- declare' };
    return write(queue, 'queue-missing', `the queue ${name} is missing, or does not answer`, [
      declare,
    ]);
  }
  if (BAD_STATES.has(seen.state ?? '')) {
    const check = { does: 'checks every queue', command: 'npm run topology -- verify' };
    return write(queue, 'queue-unavailable', `the queue ${name} is ${seen.state}`, [check]);
  }
  if (kind === 'unreadable' && (depthOf(seen) ?? 0) > 0) {
    const look = { does: 'lists them', app: 'worker', method: 'GET', path: '/unreadable' } as const;
    return write(queue, 'unreadable-messages', 'messages could not be read and were set aside', [
      look,
    ]);
  }
  if (!isConsumed(kind) || isDeserted) return undefined;
  if (seen.consumers === 0) return facts.isJustStarted ? undefined : findUnattended(queue);
  return kind === 'dead-letters' || kind === 'commands' ? undefined : findSlow(queue, facts);
}

function findUnattended(queue: QueueNow): Cause {
  const { name } = queue.declared;
  const isWaiting = (queue.seen?.ready ?? 0) > 0;
  const kind = isWaiting ? 'queue-unattended' : 'queue-without-consumer';
  const resume = operate(name, 'POST', 'resume', 'resumes it, if it was paused');
  const isWork = queue.declared.kind === 'work' || queue.declared.kind === 'schedule';
  const words = `nothing consumes ${name}${isWaiting ? ', and messages wait in it' : ''}`;
  return write(queue, kind, words, isWork ? [resume, START] : [START], queue.since.unattended);
}

function findSlow(queue: QueueNow, { isJournalRead, nowMs }: NowFacts): Cause | undefined {
  return (isJournalRead ? findFailing(queue, nowMs) : undefined) ?? findGrowing(queue, nowMs);
}

/** What only the journal tells. */
function findFailing(queue: QueueNow, nowMs: number): Cause | undefined {
  const { attempts, failures, lastAliveMs = 0, seen, since, timeLimitMs = 0 } = queue;
  const { name } = queue.declared;
  const idleSince = Math.max(lastAliveMs, since.waiting ?? nowMs);
  const path = `/dead-letters/groups?queue=${encodeURIComponent(name)}`;
  const why = { does: 'says why they die', app: 'desk', method: 'GET', path } as const;
  if ((seen?.ready ?? 0) > 0 && nowMs - idleSince >= Math.max(STUCK_MS, timeLimitMs)) {
    const seconds = Math.round((nowMs - idleSince) / 1_000);
    const title = `nothing of ${name} was handled for ${seconds} s, and messages wait in it`;
    const resume = operate(name, 'POST', 'resume', 'resumes it, also when it had paused itself');
    return write(queue, 'queue-stuck', title, [resume], idleSince);
  }
  if (attempts >= MIN_ATTEMPTS && failures * 2 >= attempts) {
    const title = `${failures} of ${attempts} attempts in ${name} failed within five minutes`;
    const pause = operate(
      name,
      'POST',
      'pause',
      'keeps the rest in the queue until it is repaired',
    );
    return write(queue, 'queue-failing', title, [why, pause]);
  }
  return undefined;
}

function findGrowing(queue: QueueNow, nowMs: number): Cause | undefined {
  const { seen, since } = queue;
  const { name } = queue.declared;
  const isGrowing = since.growing !== undefined && nowMs - since.growing >= GROWS_MS;
  if (!isGrowing || !seen || (depthOf(seen) ?? 0) < DEEP) return undefined;
  return write(
    queue,
    'backlog-grows',
    `more comes to ${name} than is handled`,
    [START],
    since.growing,
  );
}

function operate(
  queue: string,
  method: 'POST',
  verb: 'pause' | 'resume',
  does: string,
): SuggestedAction {
  return { does, app: 'worker', method, path: `/consumers/${encodeURIComponent(queue)}/${verb}` };
}

function write(
  { attempts, declared, failures, netPerSecond, seen }: QueueNow,
  kind: CauseKind,
  title: string,
  actions: readonly SuggestedAction[],
  sinceMs?: number,
): Cause {
  const { consumers, ready, unacked } = seen ?? {};
  const messages = (seen && depthOf(seen)) ?? 0;
  const known = { messages, ready, unacked, consumers, netPerSecond, attempts, failures };
  const entries = Object.entries(known).filter(
    (each): each is [string, number] => !!each[1] || each[1] === 0,
  );
  return {
    kind,
    title,
    queue: declared.name,
    sinceMs,
    messages,
    evidence: Object.fromEntries(entries),
    actions,
  };
}
