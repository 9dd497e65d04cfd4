import { Injectable } from '@nestjs/common';
import type { Command } from '@warren/model';
import { CommandClient, CommandRecord } from '@warren/messaging';
import { firstValueFrom, takeUntil, type Observable } from 'rxjs';
import type { RpcAnswerDto } from './rpc-request.dto';

/** How a command is asked for. */
export interface AskOptions {
  readonly timeoutMs?: number;
  readonly traceparent?: string;
  /** Emits when the caller has gone: the command is taken back then. */
  readonly gone: Observable<unknown>;
}

/** Asks for commands and waits for their answers. */
@Injectable()
export class RpcService {
  constructor(private readonly client: CommandClient) {}

  /**
   * Resolves with the answer; when the caller has gone first, with none.
   *
   * @throws ProblemError the command was not done, not sent, or not answered in time.
   */
  async ask(
    { name }: Command,
    data: object,
    { gone, ...options }: AskOptions,
  ): Promise<RpcAnswerDto> {
    const record = new CommandRecord(data, options);
    const answer = await firstValueFrom(
      this.client.send<unknown>(name, record).pipe(takeUntil(gone)),
      { defaultValue: null },
    );
    return { answer, messageId: record.messageId };
  }
}
