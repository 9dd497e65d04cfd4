import { withTimeout } from '../../async/with-timeout';
import type { SideConnection } from '../connection/side-connection';
import { UnavailableQueues } from '../connection/unavailable-queues';
import type { MessagingConfig } from '../connection/messaging.config';
import { bringExchanges } from './declare-plan';
import { TopologyMismatchError } from './topology-mismatch.error';
import type { TopologyPlan } from '../../topology/topology-plan';

const EXCHANGES_WITHIN_MS = 5_000;

/** Declares the exchanges and the bindings between them. */
export class ExchangeDeclarer {
  /** Those that exist with other properties, as `exchange <name>`. */
  readonly unavailable = new UnavailableQueues('declared');
  private isBrought = false;
  private round = 0;

  /**
   * @param endsProcess called when an exchange exists with other properties; returns whether the process
   * ends for it. Where it does not, that exchange is unavailable.
   */
  constructor(
    private readonly plan: TopologyPlan,
    private readonly connection: Pick<SideConnection, 'drop' | 'open'>,
    private readonly mode: MessagingConfig['topologyMode'],
    private readonly endsProcess: (error: TopologyMismatchError) => boolean,
  ) {}

  /** Whether all are there, of any type. */
  get areThere(): boolean {
    return this.isBrought;
  }

  get areAsDeclared(): boolean {
    return this.isBrought && this.unavailable.names.length === 0;
  }

  /**
   * Resolves when all are there; those with other properties are known to be unavailable then.
   *
   * @throws TopologyMismatchError when the process ends for it; Error when one cannot be declared, the
   * connection is lost, or the broker does not answer within five seconds.
   */
  async bring(): Promise<void> {
    const { connection, mode, plan } = this;
    const round = ++this.round;
    const mismatches = new Map<string, string>();
    try {
      const brought = bringExchanges(await connection.open(), plan, mode, (error, name) => {
        if (this.endsProcess(error)) throw error;
        mismatches.set(name, error.message);
      });
      await withTimeout(brought, EXCHANGES_WITHIN_MS);
    } catch (error) {
      // On a node that was left meanwhile it says nothing of the one that is asked now.
      if (round === this.round) {
        this.isBrought = false;
        // It may be the connection that nothing is heard on.
        if (!(error instanceof TopologyMismatchError)) connection.drop();
      }
      throw error;
    }
    this.isBrought = true;
    for (const { name } of plan.exchanges) this.note(`exchange ${name}`, mismatches.get(name));
  }

  private note(exchange: string, mismatch: string | undefined): void {
    if (mismatch === undefined) this.unavailable.remove(exchange);
    else this.unavailable.add(exchange, mismatch);
  }
}
