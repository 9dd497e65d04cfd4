/** Values of one text that are looked up. */
const MAX_CANDIDATES = 8;
/** Longer than any name or id. */
const MAX_LENGTH = 256;
/** Names of fields and parameters whose values say which thing is meant, the surest first. */
const NAMED = [
  ...['messageId', 'message_id', 'deadLetterId', 'id', 'correlationId', 'correlation_id'],
  ...['causationId', 'traceId', 'trace_id', 'traceparent', 'queue', 'exchange', 'tipo'],
];
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * What may be meant by a text that somebody pasted, the most likely first: the text itself; of a JSON
 * object the ids in it; of an address the end of its path, and its parameters. Pure, and never throws.
 */
export function readPasted(pasted: string): string[] {
  const text = pasted.trim();
  const found = readObject(text) ?? readAddress(text) ?? [unquote(text)];
  const candidates = found
    .map((each) => TRACEPARENT.exec(each)?.[1] ?? each)
    .filter((each) => each !== '' && each.length <= MAX_LENGTH);
  return [...new Set(candidates)].slice(0, MAX_CANDIDATES);
}

function readObject(text: string): string[] | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const { delivery, headers, properties } = value;
    return [delivery, value, headers, properties].flatMap(namedIn);
  } catch {
    // A part of an object: its fields can still be read.
    const names = NAMED.map((name) =>
      new RegExp(`"${name}"\\s*:\\s*"([^"\\\\]{1,256})"`).exec(text),
    );
    return names.flatMap((match) => match?.[1] ?? []);
  }
}

function namedIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return NAMED.flatMap((name) => {
    const given = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    return typeof given === 'string' || typeof given === 'number' ? String(given) : [];
  });
}

function readAddress(text: string): string[] | undefined {
  if (!/^(?:https?:\/\/|\/)/.test(text) || !URL.canParse(text, 'http://desk')) return undefined;
  const { hash, pathname, searchParams } = new URL(text, 'http://desk');
  const inHash = hash.includes('?') ? [...new URLSearchParams(hash.replace(/^[^?]*/, ''))] : [];
  const given = new Map([...inHash, ...searchParams]);
  const parts = `${pathname}${hash.replace(/^#|\?.*$/g, '')}`.split('/').map(decode);
  return [...parts.slice(-1), ...NAMED.flatMap((name) => given.get(name) ?? [])];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** As it is copied out of a log, or of JSON. */
function unquote(text: string): string {
  return /^(["'`])(.*)\1,?$/s.exec(text)?.[2] ?? text;
}
