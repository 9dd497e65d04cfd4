import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { waitFor } from '../wait-for';

/** A line an app logged. */
export interface LogLine {
  readonly msg: string;
  readonly level: number;
  readonly messageId?: string;
  readonly queue?: string;
}

const ROOT = join(__dirname, '../../../..');

/** A built app as its own process, with everything it logged. */
export class AppProcess {
  readonly lines: LogLine[] = [];
  /** Lines that are not log lines: what a process writes when it cannot start. */
  readonly plain: string[] = [];
  private readonly exited: Promise<number | null>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly named: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.keep(line));
    }
    this.exited = once(child, 'close').then(([code]) => code as number | null);
  }

  /** Starts a built app; `npm test` builds before it tests. Its port is one that is free. */
  static start(
    app: 'gateway' | 'worker' | 'desk',
    environment: Record<string, string>,
    root: string = ROOT,
  ): AppProcess {
    const main = join(root, 'dist/apps', app, 'apps', app, 'src/main.js');
    const child = spawn(process.execPath, ['--enable-source-maps', main], {
      env: {
        PATH: process.env.PATH,
        LOG_FORMAT: 'json',
        GATEWAY_PORT: '0',
        WORKER_PORT: '0',
        DESK_PORT: '0',
        FAILURE_LAB: 'on',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Away from the checkout, so that no .env of the user's is read.
      cwd: join(root, 'dist'),
    });
    return new AppProcess(child, app);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The address it listens on, once it does. */
  async address(): Promise<string> {
    const line = await waitFor(`${this.named} to listen`, () => {
      if (this.child.exitCode !== null) throw new Error(`it ended: ${this.plain.join('\n')}`);
      return this.lines.find(({ msg }) => msg.startsWith('listening on '));
    });
    return line.msg.replace('listening on ', '');
  }

  /** Resolves with its address when `/readyz` answers 200. */
  async ready(): Promise<string> {
    const address = await this.address();
    let last = 'no answer';
    await waitFor(`${this.named} to be ready`, async () => {
      const answer = await fetch(`${address}/readyz`);
      last = await answer.text();
      return answer.ok;
    }).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}; it says ${last}`, { cause: error });
    });
    return address;
  }

  /**
   * Sends the signal and resolves with the exit code; null when the signal itself ended it.
   *
   * @throws Error with its last lines when it does not end; it is killed then.
   */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    await waitFor(`${this.named} to end`, () => {
      const last = this.lines.slice(-10).map(({ msg }) => msg);
      if (this.child.exitCode === null && this.child.signalCode === null)
        throw new Error(last.join('; '));
      return true;
    }).catch((error: unknown) => {
      this.child.kill('SIGKILL');
      throw error;
    });
    return this.exited;
  }

  /** Resolves with the exit code when it ends by itself. */
  async ended(): Promise<number | null> {
    return this.exited;
  }

  private keep(line: string): void {
    try {
      this.lines.push(JSON.parse(line) as LogLine);
    } catch {
      this.plain.push(line);
    }
  }
}
