import {
  ValidationPipe,
  type ArgumentMetadata,
  type PipeTransform,
  type Type,
  type ValidationError,
} from '@nestjs/common';
import { compileShape, fitsShape, type Shape } from './compile-shape';
import { ProblemError } from './problem.error';

/** One fault of a request: a JSON pointer (RFC 6901) to the field and what is wrong with it. */
interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/**
 * Validates DTOs strictly: a field the DTO does not name is refused, with its name.
 *
 * A body that its compiled shape accepts goes on as it was parsed, a plain object of the DTO's
 * shape. Everything else (and every body that is not accepted, for the words of the refusal) goes
 * through Nest's own pipe.
 */
export class StrictValidationPipe implements PipeTransform {
  private readonly shapes = new Map<unknown, Shape | undefined>();
  private readonly explaining = new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: toProblemError,
  });

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    if (metadata.type === 'custom') return value;
    return metadata.type === 'body' && metadata.metatype
      ? this.check(metadata.metatype as Type<object>, value)
      : this.explaining.transform(value, metadata).catch(blameDepth);
  }

  /**
   * For a body that does not come through Nest's parameters. A promise only where there is need of
   * one.
   *
   * @throws ProblemError `invalid_request` (the promise rejects with it) which names the fields.
   */
  check<T extends object>(dtoClass: Type<T>, body: unknown): T | Promise<T> {
    const shape = this.shapeOf(dtoClass);
    if (shape && fitsShape(shape, body)) return body as T;
    const metadata = { type: 'body', metatype: dtoClass } as const;
    return this.explaining.transform(body, metadata).catch(blameDepth) as Promise<T>;
  }

  private shapeOf(dtoClass: Type<object>): Shape | undefined {
    if (!this.shapes.has(dtoClass)) this.shapes.set(dtoClass, compileShape(dtoClass));
    return this.shapes.get(dtoClass);
  }
}

/** Nest's pipe recurses over what was sent; nesting is the only way to exhaust its stack. */
function blameDepth(error: unknown): never {
  if (!(error instanceof RangeError)) throw error;
  throw new ProblemError('invalid_request', 'the body is nested too deeply');
}

function toProblemError(errors: ValidationError[]): ProblemError {
  const fields = errors.flatMap((error) => toFieldErrors(error, ''));
  const detail = fields.map((field) => field.detail).join('; ');
  return new ProblemError('invalid_request', detail, { errors: fields });
}

function toFieldErrors(error: ValidationError, parent: string): FieldError[] {
  const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.values(error.constraints ?? {}).map((detail) => ({ pointer, detail }));
  return [...own, ...(error.children ?? []).flatMap((child) => toFieldErrors(child, pointer))];
}
