import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { AppProcess } from '@warren/testing';
import type { FaultyNetwork } from './faulty-network.harness';
import type { Note, WorkerLife } from './record';

const OBSERVER = join(__dirname, 'observe-worker.js');
/** As an orchestrator waits before it starts a container again. */
const RESTART_PAUSE_MS = 1_000;

/** A process and what is known of its end. */
interface Running {
  readonly name: string;
  readonly process: AppProcess;
  readonly notesFile: string;
  readonly startedAt: number;
  ended?: WorkerLife['ended'];
  endedAt: number;
}

/** Processes of one app that are started again whenever they end, each on a network of its own. */
export class AppFleet {
  /** Where each was heard last. */
  readonly urls: string[] = [];
  private readonly lives: Running[] = [];
  private readonly current: Running[] = [];
  private isStopping = false;
  private readonly keepers: Promise<void>[];

  /** @param folder where what is seen in workers is written down. */
  constructor(
    private readonly app: 'gateway' | 'worker',
    networks: readonly FaultyNetwork[],
    private readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {
    this.keepers = networks.map((network, place) => this.keep(place, network));
  }

  /** Resolves when all of them are ready. */
  async ready(): Promise<void> {
    await Promise.all(this.current.map(({ process }) => process.ready()));
  }

  /** Kills one at once; it is started again. */
  async kill(place: number): Promise<void> {
    const running = this.current[place];
    if (!running || running.ended) return;
    running.ended = 'killed';
    await running.process.stop('SIGKILL');
  }

  /** Those that run now, by name, with their addresses. */
  async addresses(): Promise<Map<string, string>> {
    const named = this.current.map(
      async ({ name, process }) => [name, await process.address()] as const,
    );
    return new Map(await Promise.all(named));
  }

  /** Stops all of them in an orderly way; none is started again. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.current.map(({ process }) => process.stop()));
    await Promise.all(this.keepers);
  }

  /** What is known of every process there ever was. To be called when they are stopped. */
  report(): WorkerLife[] {
    return this.lives.map(({ name, ended = 'by itself', endedAt, notesFile, startedAt }) => {
      return { name, startedAt, notes: readNotes(notesFile), ended, endedAt };
    });
  }

  private async keep(place: number, network: FaultyNetwork): Promise<void> {
    for (let life = 1; !this.isStopping; life += 1) {
      const running = this.start(`${this.app} ${place + 1}.${life}`, network);
      this.lives.push(running);
      this.current[place] = running;
      void running.process.address().then(
        (url) => (this.urls[place] = url),
        // It ended before it listened.
        () => undefined,
      );
      const code = await running.process.ended();
      running.endedAt = Date.now();
      // Code null is a signal's: ours, or the one the failure lab sends to its own process.
      if (this.isStopping && code === 0) running.ended ??= 'stopped';
      running.ended ??= code === null && this.app === 'worker' ? 'crashed' : 'by itself';
      if (!this.isStopping) await wait(RESTART_PAUSE_MS);
    }
  }

  private start(name: string, network: FaultyNetwork): Running {
    const notesFile = join(this.folder, `${name.replace(' ', '-')}.ndjson`);
    const startedAt = Date.now();
    const process = AppProcess.start(this.app, {
      ...this.environment,
      RABBITMQ_URL: network.url,
      ...(this.app === 'worker' && {
        NODE_OPTIONS: `--require ${OBSERVER}`,
        PROVE_NOTES: notesFile,
      }),
    });
    return { name, process, notesFile, startedAt, endedAt: 0 };
  }
}

/** What a worker wrote down; a last line that its death cut off is left out. */
function readNotes(file: string): Note[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // It died before it had opened the file, or is no worker.
    return [];
  }
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Note);
}
