import {
  ValidationPipe,
  type ArgumentMetadata,
  type PipeTransform,
  type Type,
  type ValidationError,
} from '@nestjs/common';
import { compileShape, fitsShape, type Shape } from './compile-shape';
import { findFaults, MAX_FAULTS, type FieldFault } from './find-faults';
import { ProblemError } from './problem.error';

/** class-validator takes about 50 microseconds for each. */
const MAX_VALUES = 20_000;

/**
 * Validates DTOs strictly: a field the DTO does not name is refused, with its name.
 *
 * A body is checked, and its faults are found, by the compiled shape of its class; it goes on as it was
 * parsed, a plain object. Nest's own pipe is for what has no compiled shape, and for parameters: its
 * work grows with all that was sent, needed or not, so it gets no body of more than 20,000 values.
 */
export class StrictValidationPipe implements PipeTransform {
  private readonly shapes = new Map<unknown, Shape | undefined>();
  private readonly explaining = new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) =>
      toProblemError(errors.flatMap((each) => flatten(each)).slice(0, MAX_FAULTS)),
  });

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    if (metadata.type === 'custom') return value;
    return metadata.type === 'body' && metadata.metatype && metadata.metatype !== Object
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
    // No body is taken for an empty one, as Nest's pipe does.
    const given = body ?? {};
    if (!isObject(given)) return refuse([{ pointer: '', detail: 'the body must be an object' }]);
    if (shape) return refuse(findFaults(shape, given));
    if (hasMoreThan(MAX_VALUES, given)) return refuse([tooManyValues]);
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

const tooManyValues: FieldFault = {
  pointer: '',
  detail: `the body has more than ${MAX_VALUES} values`,
};

function isObject(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

/** Stops at the first too many. */
function hasMoreThan(count: number, body: object): boolean {
  const open: object[] = [body];
  let left = count;
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    for (const value of Object.values(each) as unknown[]) {
      if (left-- === 0) return true;
      if (typeof value === 'object' && value !== null) open.push(value);
    }
  }
  return false;
}

function refuse(faults: readonly FieldFault[]): Promise<never> {
  return Promise.reject(toProblemError(faults));
}

function toProblemError(faults: readonly FieldFault[]): ProblemError {
  const detail = faults.map((fault) => fault.detail).join('; ');
  return new ProblemError('invalid_request', detail, { errors: faults });
}

function flatten(error: ValidationError, parent = ''): FieldFault[] {
  const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.values(error.constraints ?? {}).map((detail) => ({ pointer, detail }));
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, pointer))];
}
