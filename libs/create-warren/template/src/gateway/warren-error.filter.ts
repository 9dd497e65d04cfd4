import { Catch, HttpException, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { WarrenError } from '@warren/nestjs';

const STATUS: Partial<Record<string, number>> = {
  // No queue is bound to take it.
  unroutable: 422,
  too_large: 413,
  // Nothing was kept: it can be sent again.
  refused: 503,
  queue_unavailable: 503,
  // It was sent, and the broker did not answer: repeat it with the same id.
  outcome_unknown: 504,
};

/** Answers what became of a publish that no queue confirmed. */
@Catch(WarrenError)
export class WarrenErrorFilter extends BaseExceptionFilter {
  override catch({ code, message }: WarrenError, host: ArgumentsHost): void {
    const status = STATUS[code] ?? 500;
    super.catch(new HttpException({ statusCode: status, code, message }, status), host);
  }
}
