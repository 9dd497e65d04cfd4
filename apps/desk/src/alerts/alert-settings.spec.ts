import { loadConfigs } from '@warren/platform';
import { CAUSE_KINDS } from '../now/cause';
import { readAlertSettings, type AlertSettings } from './alert-settings';
import { AlertsConfig } from './alerts.config';

const SECRET = 'https://hooks.example/T0/secret';
const webhooks = [{ name: 'ops', url: SECRET, form: 'slack' }];
const rule = (more: object): object => ({ webhooks, rules: [{ name: 'r', ...more }] });

/** What is said of each, as far as it says where. */
const WRONG: readonly (readonly [given: unknown, said: RegExp])[] = [
  ['no object', /must be a JSON object/],
  [{}, /^webhooks must be a list of 1 to 8/],
  [{ webhooks: [] }, /^webhooks must be a list/],
  [{ webhooks: [{ url: SECRET }] }, /^webhooks\[0\]\.name must be/],
  [{ webhooks: [{ name: 'a', url: 'ftp://x' }] }, /^webhooks\[0\]\.url must be an address/],
  [{ webhooks: [{ name: 'a', url: 'https://u:p@x.example' }] }, /^webhooks\[0\]\.url/],
  [{ webhooks: [{ name: 'a', url: SECRET, form: 'xml' }] }, /^webhooks\[0\]\.form/],
  [{ webhooks: [...webhooks, ...webhooks] }, /^webhooks must have different names/],
  [{ webhooks, rule: [] }, /^the object has a field other than/],
  [{ webhooks, rules: [] }, /^rules must be a list/],
  [{ webhooks, coolDownSeconds: -1 }, /^coolDownSeconds must be a whole number/],
  [rule({ kinds: ['queue-stick'] }), /^rules\[0\]\.kinds must be a list of: broker-unreachable,/],
  [rule({ kinds: ['no-worker'], name: 'a | b' }), /^rules\[0\]\.name/],
  [rule({ kinds: ['no-worker'], messages: 1.5 }), /^rules\[0\]\.messages/],
  [rule({ kinds: ['no-worker'], queue: 5 }), /^rules\[0\]\.queue must be a text/],
  [rule({ kinds: ['no-worker'], forSeconds: 1e9 }), /^rules\[0\]\.forSeconds/],
];

describe('DESK_ALERTS', () => {
  it.each(WRONG)('%j is refused at start, without what is secret in it', (given, said) => {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    expect(readAlertSettings(text)).toMatch(said);
    const load = (): unknown => loadConfigs([AlertsConfig], { DESK_ALERTS: text });
    expect(load).toThrow(/DESK_ALERTS .*its value is not shown/);
    expect(load).not.toThrow(/secret/);
  });

  it('needs webhooks only: what is urgent raises an alert then', () => {
    const text = JSON.stringify({ webhooks });
    expect(loadConfigs([AlertsConfig], { DESK_ALERTS: text })[0].alerts).toBe(text);
    const { coolDownSeconds, rules } = readAlertSettings(text) as AlertSettings;
    const [urgent] = rules;
    expect([rules.length, coolDownSeconds, urgent?.forSeconds]).toEqual([1, 900, 60]);
    expect(CAUSE_KINDS.filter((kind) => !urgent?.kinds.includes(kind))).toEqual([
      ...['messages-overdue', 'backlog-grows', 'unreadable-messages', 'dead-letters-open'],
      ...['queue-without-consumer', 'clock-skew', 'records-skipped'],
    ]);
  });
});
