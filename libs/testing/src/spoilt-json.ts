import fc from 'fast-check';

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** JSON texts of unexpected values, and texts that are not JSON. */
const hostileText = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.constantFrom(
    ...['null', 'true', '-1', '1e308', '1e999', '-0', '""', '[]', '{}', '[null]', '', '{', '"'],
    ...['"soon"', '"+275760-09-13"', '"-271821-04-20"', '"2026-02-31"', '"\\ud800"', '"\\u0000"'],
    ...['{"toString":1}', '{"valueOf":null,"toString":null}', '{"toJSON":1}', '{"length":-1}'],
    ...['{"__proto__":{"a":1}}', '{"constructor":{"prototype":1}}', '{"constructor":"x"}'],
    ...[nested(70), nested(79), nested(5_000), nested(100_000), '{"a":'.repeat(20_000)],
    JSON.stringify('x'.repeat(100_000)),
    JSON.stringify(nested(20_000)),
    JSON.stringify(`"'\`${'\n'.repeat(500)}`),
    JSON.stringify(Array.from({ length: 2_000 }, (_, index) => index)),
  ),
);

/** Fields that a reader may look at, also where it should not. */
const NAMES = [
  ...['delivery', 'event', 'edited', 'deferred', 'headers', 'properties', 'failure', 'state'],
  ...['at', 'startedAt', 'relayedAt', 'publishedAt', 'queue', 'messageId', 'deadLetterId'],
  ...['kind', 'v', 'mark', 'payload', 'constructor', '__proto__', 'toString', 'then', ''],
];

interface Change {
  readonly how: 'remove' | 'replace' | 'add';
  /** Which of all fields, from 0 to 1. */
  readonly where: number;
  readonly name: string;
  readonly text: string;
}

const anyChange: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom('remove', 'replace', 'add'),
  where: fc.double({ min: 0, max: 0.999, noNaN: true }),
  name: fc.constantFrom(...NAMES),
  text: hostileText,
});

/** The JSON of a value in which one to three fields were removed, replaced or added at any depth. */
export function spoilt(value: object): fc.Arbitrary<string> {
  return fc.array(anyChange, { minLength: 1, maxLength: 3 }).map((changes) => {
    const copy = JSON.parse(JSON.stringify(value)) as object;
    changes.forEach((change, index) => apply(change, copy, `hole ${index}`));
    return changes.reduce(
      (json, { text }, index) => json.replaceAll(`"hole ${index}"`, () => text),
      JSON.stringify(copy),
    );
  });
}

/** Any bytes of which a reader of JSON lines may be given. */
export const hostileBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  hostileText.map((text) => Buffer.from(text)),
  fc.array(hostileText, { maxLength: 5 }).map((lines) => Buffer.from(lines.join('\n'))),
);

function apply({ how, name, where }: Change, root: object, hole: string): void {
  const fields = fieldsOf(root);
  const { owner, field } = fields[Math.floor(where * fields.length)] ?? { owner: root, field: '' };
  if (how === 'remove') Reflect.deleteProperty(owner, field);
  else {
    const options = { value: hole, enumerable: true, configurable: true, writable: true };
    Object.defineProperty(owner, how === 'add' ? name : field, options);
  }
}

function fieldsOf(owner: object): { owner: object; field: string }[] {
  return Object.entries(owner).flatMap(([field, value]: [string, unknown]) => [
    { owner, field },
    ...(typeof value === 'object' && value !== null ? fieldsOf(value) : []),
  ]);
}
