import type { JournalRecord, OperationRecord } from '@warren/messaging';
import { acted, came, feed, ID, part } from './operation.harness';
import { OperationRun } from './operation-run';
import { OperationsProjection } from './operations.projection';

/** A claim on a member, as the journal orders claims. */
interface ClaimLine {
  readonly kind: 'claim';
  readonly id: string;
  readonly life: object;
}

type Line = JournalRecord | OperationRecord | ClaimLine;

/** What a desk is about to do; it may be killed before each. */
type Intent = { readonly id: string; step: 'claim' | 'await' | 'publish' | 'record' };

/** The journal, the queue, and which lives of desks are over. */
export class World {
  readonly lines: Line[] = [];
  readonly published: string[] = [];
  readonly dead = new Set<object>();
  /** Publishes whose desk was killed before it recorded them. */
  readonly cutOff = new Map<string, number>();
  now = 0;

  redrivenCount(id: string): number {
    return this.lines.filter((each) => each.kind === 'redriven' && each.deadLetterId === id).length;
  }
}

/** A desk in steps so small that it can be killed, and another one can act, between any two of them. */
export class ModelDesk {
  private life = {};
  private view = new OperationsProjection();
  private run?: OperationRun;
  private readTo = 0;
  private intents: Intent[] = [];
  private readonly settledHere = new Set<string>();
  private claims = new Map<string, object>();

  constructor(private readonly world: World) {}

  get isOver(): boolean {
    return this.view.get(ID)?.isEnded === true;
  }

  get operation(): OperationsProjection {
    return this.view;
  }

  kill(): void {
    this.world.dead.add(this.life);
    for (const { id, step } of this.intents) {
      if (step === 'record') this.world.cutOff.set(id, (this.world.cutOff.get(id) ?? 0) + 1);
    }
    Object.assign(this, { life: {}, view: new OperationsProjection(), run: undefined, readTo: 0 });
    this.intents = [];
    this.settledHere.clear();
    this.claims = new Map();
  }

  /** Reads the next record, some of them twice. */
  read(twice: boolean): void {
    const line = this.world.lines[this.readTo];
    if (line === undefined) return;
    this.readTo += 1;
    for (let times = twice ? 2 : 1; times > 0; times -= 1) this.apply(line);
  }

  /** Does the next thing: finishes what is begun, or asks the run. */
  step(choice: number): void {
    const intent = this.intents[choice % Math.max(1, this.intents.length)];
    if (intent && choice % 3 !== 0) return this.go(intent);
    const operation = this.view.get(ID);
    if (!operation || operation.isEnded) return;
    this.run ??= new OperationRun(operation);
    const next = this.run.next(this.world.now);
    if (next.do === 'act') this.intents.push({ id: next.id, step: 'claim' });
    else if (next.do === 'end') this.append(part({ part: 'ended', stopped: next.stopped }));
    else if (next.do === 'pass-canary') this.append(part({ part: 'canary-passed' }));
    else if (intent) this.go(intent);
  }

  private go(intent: Intent): void {
    const { id } = intent;
    switch (intent.step) {
      case 'claim':
        if (this.settledHere.has(id)) return this.leave(intent, 'skipped');
        this.append({ kind: 'claim', id, life: this.life });
        intent.step = 'await';
        return;
      case 'await':
        return;
      case 'publish':
        this.world.published.push(id);
        intent.step = 'record';
        return;
      case 'record':
        this.append(acted(id));
        this.leave(intent, 'done');
    }
  }

  private apply(line: Line): void {
    if (line.kind === 'claim') return this.applyClaim(line);
    if (line.kind === 'redriven') {
      this.settledHere.add(line.deadLetterId);
      this.claims.delete(line.deadLetterId);
    }
    feed(this.view, line);
  }

  /** One of a desk that is dead has run out. */
  private applyClaim({ id, life }: ClaimLine): void {
    const holder = this.claims.get(id);
    if (holder === undefined || this.world.dead.has(holder)) this.claims.set(id, life);
    const intent = this.intents.find((each) => each.id === id && each.step === 'await');
    if (life !== this.life || !intent) return;
    const isSettled = this.settledHere.has(id);
    if (!isSettled && this.claims.get(id) === this.life) intent.step = 'publish';
    else this.leave(intent, isSettled ? 'skipped' : 'busy');
  }

  /** As `MemberActor` reads a result. */
  private leave(intent: Intent, result: 'done' | 'busy' | 'skipped'): void {
    const { id } = intent;
    this.intents = this.intents.filter((each) => each !== intent);
    const isOwn = this.view.get(ID)?.isSettled(id) === true;
    if (result === 'skipped' && !isOwn) {
      this.append(part({ part: 'results', results: [{ id, outcome: 'skipped' }] }));
    }
    this.run?.settle(id, result, this.world.now);
  }

  private append(line: Line): void {
    this.world.lines.push(line);
  }
}

/** A worker processes what was published and not yet processed: its queue knows each message. */
export function work(world: World, fails: (id: string) => boolean): void {
  const known = new Set(
    world.lines.flatMap((each) =>
      each.kind === 'processed' || each.kind === 'failed' ? [each.delivery.redriveOf] : [],
    ),
  );
  const id = world.published.find((each) => !known.has(each));
  if (id !== undefined) world.lines.push(came(id, fails(id) ? 'deadAgain' : 'succeeded'));
}
