import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { ProblemError } from './problem.error';

/** One fault of a request: a JSON pointer (RFC 6901) to the field and what is wrong with it. */
interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** Validates DTOs strictly: a field the DTO does not name is refused, with its name. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    // `null` or a missing body would otherwise skip validation and reach the handler.
    skipMissingProperties: false,
    exceptionFactory: (errors) => {
      const fields = errors.flatMap((error) => toFieldErrors(error, ''));
      const detail = fields.map((field) => field.detail).join('; ');
      return new ProblemError('invalid_request', detail, { errors: fields });
    },
  });
}

function toFieldErrors(error: ValidationError, parent: string): FieldError[] {
  const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.values(error.constraints ?? {}).map((detail) => ({ pointer, detail }));
  return [...own, ...(error.children ?? []).flatMap((child) => toFieldErrors(child, pointer))];
}
