import { readJson } from '@warren/model';
import { CAUSE_KINDS, type CauseKind } from '../now/cause';
import { isHttpAddress } from '../triage/http-address';

/** Where alerts go. */
export interface Webhook {
  readonly name: string;
  readonly url: string;
  readonly form: 'slack' | 'json';
}

/** Which causes raise an alert; everything that is set must be so. */
export interface AlertRule {
  readonly name: string;
  readonly kinds: readonly CauseKind[];
  readonly queue?: string;
  readonly group?: string;
  /** The fewest messages. */
  readonly messages: number;
  /** For how long without a break before it is raised, and for how long not before it is over. */
  readonly forSeconds: number;
  readonly clearSeconds: number;
}

export interface AlertSettings {
  readonly webhooks: readonly Webhook[];
  readonly rules: readonly AlertRule[];
  /** After an alert the same one is not raised again for so long. */
  readonly coolDownSeconds: number;
}

const MAX = { webhooks: 8, rules: 32, name: 64, text: 255, url: 2_048, seconds: 86_400 };
/** What wakes somebody where no rule says otherwise. */
const URGENT: readonly CauseKind[] = CAUSE_KINDS.slice(0, CAUSE_KINDS.indexOf('messages-overdue'));
const WAIT = { messages: 0, forSeconds: 60, clearSeconds: 120 };

/** The token of what DESK_ALERTS says. */
export const ALERT_SETTINGS = Symbol('alert settings');

type Fields = Readonly<Record<string, unknown>>;

/** What the variable says, or in words what is wrong with it, without a value of it. Never throws. */
export function readAlertSettings(text: string): AlertSettings | string {
  const given = readJson(text);
  if (!isObject(given)) return 'must be a JSON object with "webhooks"';
  try {
    only(given, ['webhooks', 'rules', 'coolDownSeconds'], '');
    const rules = given['rules'] ?? [{ name: 'urgent', kinds: URGENT }];
    return {
      webhooks: list(given['webhooks'], 'webhooks', MAX.webhooks).map(readWebhook),
      rules: list(rules, 'rules', MAX.rules).map(readRule),
      coolDownSeconds: seconds(given, 'coolDownSeconds', '', 900),
    };
  } catch (error) {
    return error instanceof Fault ? error.message : 'cannot be read';
  }
}

class Fault extends Error {}

function readWebhook(given: Fields, index: number): Webhook {
  const at = `webhooks[${index}]`;
  only(given, ['name', 'url', 'form'], at);
  const { form = 'json', url } = given;
  if (!isText(url, MAX.url) || !isHttpAddress(url)) {
    throw new Fault(`${at}.url must be an address that begins with http:// or https://`);
  }
  if (form !== 'slack' && form !== 'json') throw new Fault(`${at}.form must be slack or json`);
  return { name: name(given, at), url, form };
}

function readRule(given: Fields, index: number): AlertRule {
  const at = `rules[${index}]`;
  only(given, ['name', 'kinds', 'queue', 'group', 'messages', 'forSeconds', 'clearSeconds'], at);
  const { group, kinds, messages = WAIT.messages, queue } = given;
  const isKind = (each: unknown): each is CauseKind => CAUSE_KINDS.includes(each as CauseKind);
  if (!Array.isArray(kinds) || kinds.length === 0 || !kinds.every(isKind)) {
    throw new Fault(`${at}.kinds must be a list of: ${CAUSE_KINDS.join(', ')}`);
  }
  for (const [field, value] of Object.entries({ group, queue })) {
    if (value !== undefined && !isText(value, MAX.text)) {
      throw new Fault(`${at}.${field} must be a text`);
    }
  }
  if (!Number.isSafeInteger(messages) || (messages as number) < 0) {
    throw new Fault(`${at}.messages must be a whole number`);
  }
  return {
    ...{ name: name(given, at), kinds, messages: messages as number },
    ...{ queue: queue as string | undefined, group: group as string | undefined },
    forSeconds: seconds(given, 'forSeconds', at, WAIT.forSeconds),
    clearSeconds: seconds(given, 'clearSeconds', at, WAIT.clearSeconds),
  };
}

function list(value: unknown, field: string, most: number): Fields[] {
  const isList = Array.isArray(value) && value.length > 0 && value.length <= most;
  if (!isList || !value.every(isObject)) {
    throw new Fault(`${field} must be a list of 1 to ${most} objects`);
  }
  const names = value.map((each) => each['name']);
  if (new Set(names).size < names.length) throw new Fault(`${field} must have different names`);
  return value;
}

function name(given: Fields, at: string): string {
  const { name: text } = given;
  if (isText(text, MAX.name) && /^[\w .-]+$/.test(text)) return text;
  throw new Fault(`${at}.name must be 1 to ${MAX.name} letters, digits, spaces, dots or hyphens`);
}

function seconds(given: Fields, field: string, at: string, usual: number): number {
  const value = given[field] ?? usual;
  if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX.seconds) {
    return value as number;
  }
  throw new Fault(`${at ? `${at}.` : ''}${field} must be a whole number, ${MAX.seconds} at most`);
}

function only(given: Fields, known: readonly string[], at: string): void {
  if (Object.keys(given).every((each) => known.includes(each))) return;
  throw new Fault(`${at || 'the object'} has a field other than ${known.join(', ')}`);
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= most;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
