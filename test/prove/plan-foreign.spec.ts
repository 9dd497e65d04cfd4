import { MAX_MESSAGE_BYTES, planForeign, type ForeignMessage } from './plan-foreign';

const SEED = 42;
const all = Array.from({ length: 120 }, (_, number) => planForeign(SEED, number));
const kinds = new Map<string, ForeignMessage[]>();
for (const each of all) {
  const [kind = ''] = (each.what ?? '').split(' to ');
  kinds.set(kind, [...(kinds.get(kind) ?? []), each]);
}

describe('planForeign', () => {
  it('gives the same message for the same seed and number, each with an id of its own', () => {
    expect(planForeign(SEED, 7)).toEqual(planForeign(SEED, 7));
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it('has each kind as often as the others, sent to several queues, with every end', () => {
    expect(kinds.size).toBe(12);
    for (const messages of kinds.values()) expect(messages).toHaveLength(10);
    expect(new Set(all.map(({ to }) => to)).size).toBeGreaterThan(6);
    expect(new Set(all.flatMap(({ ends = [] }) => ends)).size).toBe(3);
  });

  it('has bodies that are nested 5,000 deep, that are no JSON, and larger than a worker sends', () => {
    const bodies = (kind: string): string[] =>
      (kinds.get(kind) ?? []).map(({ content }) => content.toString());
    for (const body of bodies('deep body')) expect(body).toContain('['.repeat(5_000));
    for (const body of bodies('not JSON')) expect(() => void JSON.parse(body)).toThrow(SyntaxError);
    for (const body of bodies('large and failing'))
      expect(body.length).toBeGreaterThan(MAX_MESSAGE_BYTES);
  });
});
