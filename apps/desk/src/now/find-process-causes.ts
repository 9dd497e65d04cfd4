import type { Cause, CauseKind, SuggestedAction } from './cause';
import type { NowFacts } from './now-facts';

const DEGRADED = /^degraded: /;
const LOOK: SuggestedAction = {
  does: 'shows every check of the desk',
  ...{ app: 'desk', method: 'GET', path: '/readyz?verbose=1' },
};

/** What the checks of this process say: of the broker, the journal, policies and clocks. Pure. */
export function findProcessCauses(facts: NowFacts): Cause[] {
  const { checks, isJournalRead, isSkewed, reason = '', source } = facts;
  const { broker, clock, journal, policies, topology, waiting } = checks;
  const causes: Cause[] = [];
  const add = (kind: CauseKind, title: string, detail: string, action: SuggestedAction): void => {
    causes.push({ kind, title, messages: 0, evidence: { check: detail }, actions: [action] });
  };
  if (broker?.ok === false) return [brokerCause(broker.detail)];
  if (source === 'none')
    add('queues-unknown', 'the broker says nothing of its queues', reason, LOOK);
  if (journal?.ok === true && !isJournalRead) {
    add('journal-not-followed', 'the journal is still being read', journal.detail, LOOK);
  } else if (journal?.ok === false) {
    const restart = { does: 'starts the desk again', command: 'npm start -- desk' };
    const action = journal.detail.includes('restart') ? restart : LOOK;
    add(
      'journal-not-followed',
      'the journal is not followed: what is shown is old',
      journal.detail,
      action,
    );
  } else if (journal?.detail.includes('skipped') === true) {
    add('records-skipped', 'records of the journal could not be read', journal.detail, LOOK);
  }
  if (policies && DEGRADED.test(policies.detail)) {
    const verify = {
      does: 'names the policies and the queues',
      command: 'npm run topology -- verify',
    };
    add(
      'policy-loses-messages',
      'a policy on the broker can lose messages',
      policies.detail,
      verify,
    );
  }
  if (topology && (!topology.ok || DEGRADED.test(topology.detail))) {
    const declare = { does: 'declares what is missing', command: 'npm run topology -- declare' };
    add('queue-unavailable', 'a part of the topology is unavailable', topology.detail, declare);
  }
  if (waiting && DEGRADED.test(waiting.detail)) {
    add('messages-overdue', 'messages stay though their wait is over', waiting.detail, LOOK);
  }
  if (isSkewed && clock) {
    const status = { does: 'says whether a clock is synchronised', command: 'timedatectl status' };
    add('clock-skew', "this clock and the broker's differ", clock.detail, status);
  }
  return causes;
}

function brokerCause(detail: string): Cause {
  const isBlocked = detail === 'blocked';
  const alarms = { does: 'names the alarm', command: 'rabbitmq-diagnostics check_local_alarms' };
  const running = { does: 'says whether it runs', command: 'rabbitmq-diagnostics check_running' };
  return {
    kind: isBlocked ? 'broker-blocked' : 'broker-unreachable',
    title: isBlocked
      ? 'the broker takes no messages: it has a memory or disk alarm'
      : 'the broker cannot be reached: what is shown is old',
    ...{ messages: 0, evidence: { check: detail }, actions: [isBlocked ? alarms : running] },
  };
}
