import { topology } from '@warren/testing';
import { planTopology } from '../../amqp/declaring/plan-topology';
import { findPolicyFaults } from './find-policy-faults';
import type { Policy } from './policy';

const plan = planTopology(topology);

function policy(pattern: string, definition: object, more: Partial<Policy> = {}): Policy {
  const defaults = { name: 'p', 'apply-to': 'queues', priority: 0, isOperator: false };
  return { ...defaults, pattern, definition: { ...definition }, ...more };
}

const find = (...policies: Policy[]): string[] => findPolicyFaults(plan, policies);

describe('policies that can lose messages', () => {
  it.each([
    [
      '^delay[.]',
      { expires: 4_000 },
      /^policy 'p' sets expires = 4000: .*\(delay\.stage\.00, delay\.stage\.01,/,
    ],
    ['^mensajes$', { 'message-ttl': 60_000 }, /message-ttl = 60000.*\(mensajes\)/],
    ['^mensajes$', { 'max-length': 10 }, /max-length = 10/],
    ['^journal$', { 'max-length-bytes': 1_000 }, /max-length-bytes = 1000.*\(journal\)/],
    ['^delay[.]stage[.]20', { 'message-ttl': 1_000 }, /message-ttl/],
    ['[.]retry[.]', { 'max-length': 10 }, /max-length = 10.*\(mensajes\.retry\.1s,/],
    ['^mensajes$', { 'delivery-limit': 1 }, /delivery-limit/],
    ['^dead-letters$', { 'dead-letter-exchange': '', overflow: 'drop-head' }, /dead-letter-exch/],
    ['^respuestas$', { 'dead-letter-routing-key': 'x' }, /dead-letter-routing-key/],
    ['^jobs[.]priority$', { expires: 1 }, /expires/],
    // JavaScript cannot read it: it may match.
    ['(?i)^MENSAJES$', { expires: 1 }, /expires = 1/],
  ])('%s with %j is named', (pattern, definition, sentence) => {
    expect(find(policy(pattern, definition))).toContainEqual(expect.stringMatching(sentence));
  });

  it.each([
    ['ha', '.*', { 'ha-mode': 'all', 'ha-sync-mode': 'automatic' }],
    ['the place of a leader', '.*', { 'queue-leader-locator': 'balanced' }],
    ['a lazy queue', '.*', { 'queue-mode': 'lazy' }],
    ['a limit above that of the queue', '^mensajes$', { 'max-length': 2_000_000_000 }],
    ['a longer ttl than that of a stage', '^delay[.]stage[.]00$', { 'message-ttl': 9_000_000_000 }],
    ['what the arguments say already', '^mensajes$', { overflow: 'drop-head' }],
    [
      'a dead-letter exchange that an argument overrules',
      '^mensajes$',
      { 'dead-letter-exchange': 'x' },
    ],
    ['queues of others', '^other[.]', { expires: 1, 'message-ttl': 1 }],
    [
      'a name with a key of every object',
      '.*',
      JSON.parse('{"__proto__":1,"constructor":1}') as object,
    ],
  ])('%s is harmless', (_, pattern, definition) => {
    expect(find(policy(pattern, definition))).toEqual([]);
  });

  it('the one of the highest priority counts, and an operator policy beside it', () => {
    const harmful = policy('.*', { expires: 1 });
    const strong = policy('.*', { 'queue-mode': 'lazy' }, { name: 'strong', priority: 5 });
    expect(find(harmful, strong)).toEqual([]);
    const faults = find(
      strong,
      policy('^mensajes$', { expires: 1 }, { name: 'o', isOperator: true }),
    );
    expect(faults).toEqual([expect.stringMatching(/^operator policy 'o' sets expires = 1: /)]);
  });

  it.each([
    ['streams', '^mensajes$', 0],
    ['quorum_queues', '^mensajes$', 1],
    ['classic_queues', '^jobs[.]priority$', 1],
    ['exchanges', '^mensajes$', 0],
    ['all', '^mensajes$', 1],
  ])('one for %s is for those only', (applyTo, pattern, count) => {
    expect(find(policy(pattern, { 'message-ttl': 5 }, { 'apply-to': applyTo }))).toHaveLength(
      count,
    );
  });

  it('names an exchange that hands on what no queue wants', () => {
    const alternate = policy(
      '^events[.]topic$',
      { 'alternate-exchange': 'x' },
      { 'apply-to': 'all' },
    );
    expect(find(alternate)).toEqual([expect.stringContaining('(events.topic)')]);
  });

  it('says once what is wrong with many queues', () => {
    const [fault, ...more] = find(policy('.*', { expires: 5_000 }));
    expect(more).toEqual([]);
    expect(fault).toMatch(/\(dead-letters, unreadable, mensajes and \d+ more\)$/);
  });
});
