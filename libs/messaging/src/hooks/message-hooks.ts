import { Logger } from '@nestjs/common';
import type { PublishReceipt } from '../messages/publish-receipt';
import type { Handling, MessageHook, Publishing } from './message-hook';

type Run<T> = (traceparent?: string) => Promise<T>;
type Observe<T> = Run<PromiseSettledResult<T>>;

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
    call: (hook: MessageHook, run: Observe<T>) => unknown,
    work: Run<T>,
    place = 0,
    traceparent?: string,
  ): Promise<T> {
    const hook = this.hooks[place];
    if (hook === undefined) return work(traceparent);
    let running: Promise<T> | undefined;
    const begin: Run<T> = (given = traceparent) =>
      (running ??= this.around(call, work, place + 1, given));
    const observe = async (): Promise<void> => {
      try {
        await call(hook, async (given) => {
          const [result] = await Promise.allSettled([begin(given)]);
          return result;
        });
      } catch (error) {
        this.logOnce(hook, error);
      }
    };
    void observe();
    return begin();
  }

  private logOnce(hook: MessageHook, error: unknown): void {
    if (this.failed.has(hook)) return;
    this.failed.add(hook);
    const { name } = hook.constructor;
    this.logger.error({ hook: name, err: error }, `${name} failed; it is not logged again`);
  }
}
