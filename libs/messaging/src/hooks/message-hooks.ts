import { Logger } from '@nestjs/common';
import type { PublishReceipt } from '../publishing/publish-receipt';
import type { Handling, MessageHook, Publishing } from './message-hook';

type Run<T> = (traceparent?: string) => Promise<T>;

/** Runs the hooks of an application around its work, the first one outermost. */
export class MessageHooks {
  private readonly logger = new Logger(MessageHooks.name);
  private readonly failed = new Set<MessageHook>();

  constructor(private readonly hooks: readonly MessageHook[] = []) {}

  /** Whether there is none: then the work is to be done as it is. */
  get isEmpty(): boolean {
    return this.hooks.length === 0;
  }

  /** Settles as `publish` does, which is called once. */
  aroundPublish(publishing: Publishing, publish: Run<PublishReceipt>): Promise<PublishReceipt> {
    return this.around((hook, run) => hook.aroundPublish?.(publishing, run), publish);
  }

  /** Settles as `handle` does, which is called once. */
  aroundHandling(handling: Handling, handle: () => unknown): Promise<unknown> {
    return this.around(
      (hook, run) => hook.aroundHandling?.(handling, run),
      async () => await handle(),
    );
  }

  private around<T>(
    call: (hook: MessageHook, run: Run<T>) => unknown,
    work: Run<T>,
    place = 0,
    traceparent?: string,
  ): Promise<T> {
    const hook = this.hooks[place];
    if (hook === undefined) return work(traceparent);
    let running: Promise<T> | undefined;
    const run: Run<T> = (given = traceparent) =>
      (running ??= this.around(call, work, place + 1, given));
    const observe = async (): Promise<void> => {
      try {
        await call(hook, run);
      } catch (error) {
        await this.note(hook, error, running);
      }
    };
    void observe();
    return run();
  }

  /** What the work throws is no failure of the hook that lets it pass. */
  private async note(hook: MessageHook, error: unknown, work?: Promise<unknown>): Promise<void> {
    const own = await work?.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error === own || this.failed.has(hook)) return;
    this.failed.add(hook);
    const { name } = hook.constructor;
    this.logger.error({ hook: name, err: error }, `${name} failed; it is not logged again`);
  }
}
