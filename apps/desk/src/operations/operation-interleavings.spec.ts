import fc from 'fast-check';
import { acted, ordered } from './operation.harness';
import { ID } from './operation.harness';
import { ModelDesk, work, World } from './operation-model.harness';

const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

const move = fc.record({
  desk: fc.nat(1),
  what: fc.constantFrom('read', 'read', 'read', 'step', 'step', 'step', 'work', 'kill', 'time'),
  choice: fc.nat(1_000),
});
const order = fc.record({
  canaryCount: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  rate: fc.option(fc.constant(1), { nil: undefined }),
});

type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

function play(world: World, desks: readonly ModelDesk[], { choice, desk, what }: Move): void {
  const each = desks[desk] as ModelDesk;
  if (what === 'read') each.read(choice % 4 === 0);
  else if (what === 'step') each.step(choice);
  else if (what === 'kill') each.kill();
  else if (what === 'work') work(world, () => false);
  else world.now += choice;
}

/** What is left runs to its end, without kills. */
function drain(world: World, desks: readonly ModelDesk[]): void {
  for (let round = 0; !desks.every((each) => each.isOver); round += 1) {
    if (round > 5_000) throw new Error('the operation does not end');
    world.now += 100;
    work(world, () => false);
    for (const each of desks) {
      each.read(false);
      each.step(round);
    }
  }
}

describe('an operation that two desks run at once, killed at any moment', () => {
  it('acts on every member once, and on no other', () => {
    fc.assert(
      fc.property(order, fc.array(move, { maxLength: 400 }), (fields, moves) => {
        const world = new World();
        // Another operator has redriven the last one meanwhile.
        const other = { ...acted('h'), operationId: undefined };
        world.lines.push(...ordered(IDS, { ...fields, canaryWaitMs: 1e9 }, 3), other);
        const desks = [new ModelDesk(world), new ModelDesk(world)];
        for (const each of moves) play(world, desks, each);
        drain(world, desks);
        for (const id of IDS) {
          expect({ id, records: world.redrivenCount(id) }).toEqual({ id, records: 1 });
          const sent = world.published.filter((each) => each === id).length;
          // One that was published and not recorded is sent again, and its queue knows it.
          expect(sent).toBeLessThanOrEqual(1 + (world.cutOff.get(id) ?? 0));
          expect(sent > 0).toBe(id !== 'h');
        }
        for (const { operation } of desks) {
          const { counts, left, stopped } = operation.get(ID) ?? {};
          expect({ left, stopped }).toEqual({ left: 0, stopped: undefined });
          expect(counts).toMatchObject({ done: 7, skipped: 1, failed: 0, deadAgain: 0 });
        }
      }),
      { numRuns: 150 },
    );
  });
});
