import type { Arguments, QueuePlan, TopologyPlan } from '../../topology/topology-plan';
import type { Policy } from './policy';

type QueueType = 'classic' | 'quorum' | 'stream';

/** What a key of a policy can do to a queue of which types, and how it goes with the argument `x-…`. */
interface Harm {
  readonly types: readonly QueueType[];
  /** `lower`: of the two values the lower one counts. `argument`: the argument counts, if there is one. */
  readonly counts: 'lower' | 'argument';
  readonly words: string;
}

const ALL: readonly QueueType[] = ['classic', 'quorum', 'stream'];
const NO_STREAM: readonly QueueType[] = ['classic', 'quorum'];
const ELSEWHERE = 'what is dead-lettered goes another way than declared';
const FULL_SOONER = 'a queue is full sooner than declared';

const HARMS: Readonly<Record<string, Harm>> = {
  expires: {
    types: NO_STREAM,
    counts: 'lower',
    words: 'the broker deletes a queue that is not consumed for so long, with its messages',
  },
  'message-ttl': {
    types: NO_STREAM,
    counts: 'lower',
    words: 'messages leave a queue before they are consumed',
  },
  'max-length': { types: NO_STREAM, counts: 'lower', words: FULL_SOONER },
  'max-length-bytes': { types: ALL, counts: 'lower', words: FULL_SOONER },
  'max-age': { types: ['stream'], counts: 'argument', words: 'records are dropped by their age' },
  'delivery-limit': {
    types: ['quorum'],
    counts: 'lower',
    words: 'messages are given up after fewer deliveries than declared',
  },
  overflow: {
    types: NO_STREAM,
    counts: 'argument',
    words: 'a full queue does other than declared',
  },
  'dead-letter-exchange': { types: NO_STREAM, counts: 'argument', words: ELSEWHERE },
  'dead-letter-routing-key': { types: NO_STREAM, counts: 'argument', words: ELSEWHERE },
  'dead-letter-strategy': { types: ['quorum'], counts: 'argument', words: ELSEWHERE },
};

/** What `apply-to` says for a queue of each type. */
const APPLIES: Readonly<Record<QueueType, string>> = {
  classic: 'classic_queues',
  quorum: 'quorum_queues',
  stream: 'streams',
};

const ALTERNATE = 'alternate-exchange';
const ALTERNATE_WORDS = 'a message that no declared queue wants counts as delivered';
const MAX_SHOWN = 3;

/**
 * Every way in which policies can lose messages of the planned queues, as sentences; none when they are
 * harmless. Of policies for one name the one of the highest priority counts, and an operator policy
 * beside it. A pattern that JavaScript cannot read counts as matching. Pure.
 */
export function findPolicyFaults(plan: TopologyPlan, policies: readonly Policy[]): string[] {
  const harmed = new Map<string, string[]>();
  const note = (policy: Policy, key: string, words: string, name: string): void => {
    const kind = policy.isOperator ? 'operator policy' : 'policy';
    const value = JSON.stringify(policy.definition[key]);
    const fault = `${kind} '${policy.name}' sets ${key} = ${value}: ${words}`;
    harmed.set(fault, [...(harmed.get(fault) ?? []), name]);
  };
  for (const queue of plan.queues) {
    const type = typeOf(queue);
    for (const policy of findEffective(policies, queue.name, ['queues', APPLIES[type]])) {
      for (const [key, value] of Object.entries(policy.definition)) {
        const harm = Object.hasOwn(HARMS, key) ? HARMS[key] : undefined;
        if (harm?.types.includes(type) && isHarmed(harm, value, queue.arguments[`x-${key}`])) {
          note(policy, key, harm.words, queue.name);
        }
      }
    }
  }
  for (const { name } of plan.exchanges) {
    for (const policy of findEffective(policies, name, ['exchanges'])) {
      if (Object.hasOwn(policy.definition, ALTERNATE)) {
        note(policy, ALTERNATE, ALTERNATE_WORDS, name);
      }
    }
  }
  return [...harmed].map(([fault, names]) => `${fault} (${describeNames(names)})`);
}

function isHarmed(
  { counts }: Harm,
  value: unknown,
  declared: Arguments[string] | undefined,
): boolean {
  if (declared === undefined) return true;
  return counts === 'lower' && !(Number(value) >= Number(declared));
}

/** Of equal priority the broker takes any. */
function findEffective(
  policies: readonly Policy[],
  name: string,
  kinds: readonly string[],
): readonly Policy[] {
  const matching = policies.filter(
    (each) => ['all', ...kinds].includes(each['apply-to']) && matches(each.pattern, name),
  );
  return matching.filter((each) =>
    matching.every(
      ({ isOperator, priority }) => isOperator !== each.isOperator || priority <= each.priority,
    ),
  );
}

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern).test(name);
  } catch {
    return true;
  }
}

function typeOf({ arguments: args }: QueuePlan): QueueType {
  return (args['x-queue-type'] ?? 'classic') as QueueType;
}

function describeNames(names: readonly string[]): string {
  const rest = names.length - MAX_SHOWN;
  return `${names.slice(0, MAX_SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
