import { Catch, HttpException, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { WarrenError, type WarrenErrorCode } from '@warren/nestjs';

const STATUS: Partial<Record<WarrenErrorCode, number>> = {
  // It cannot be sent as it is.
  invalid_request: 400,
  too_large: 413,
  // No queue is bound to take it, or one would refuse it.
  unroutable: 422,
  contract_violated: 422,
  // Nothing was kept: it can be sent again.
  refused: 503,
  queue_unavailable: 503,
  // It was sent, and the broker did not answer: repeat it with the same id.
  outcome_unknown: 504,
};

/** Answers what became of a publish that no queue confirmed. */
@Catch(WarrenError)
export class WarrenErrorFilter extends BaseExceptionFilter {
  override catch({ code, fields, message }: WarrenError, host: ArgumentsHost): void {
    const status = STATUS[code] ?? 500;
    super.catch(new HttpException({ ...fields, statusCode: status, code, message }, status), host);
  }
}
