import {
  ValidationPipe,
  type ArgumentMetadata,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import { compileShape, fitsShape, type Shape } from './compile-shape';
import { hasMoreThan, MAX_VALUES } from './count-values';
import { findFaults, type FieldFault } from './find-faults';
import { toFieldFaults } from './to-field-faults';
import { WarrenError } from '@warren/model';

/**
 * Validates DTOs strictly: a field the DTO does not name is refused, with its name.
 *
 * A body is checked, and its faults are found, by the compiled shape of its class; it is passed on
 * as it was parsed, a plain object. Nest's own pipe is for what has no compiled shape, and for
 * parameters: its work grows with all that was sent, needed or not, so it gets no body of more than
 * 20,000 values.
 */
export class StrictValidationPipe implements PipeTransform {
  private readonly shapes = new Map<unknown, Shape | undefined>();
  private readonly explaining = new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => toInvalidRequest(toFieldFaults(errors)),
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
   * @throws WarrenError `invalid_request` (the promise rejects with it) which names the fields.
   */
  check<T extends object>(dtoClass: Type<T>, body: unknown): T | Promise<T> {
    const shape = this.shapeOf(dtoClass);
    if (shape && fitsShape(shape, body)) return body as T;
    // No body is taken for an empty one, as Nest's pipe does.
    const given = body ?? {};
    if (!isObject(given)) return refuse([{ pointer: '', detail: 'the body must be an object' }]);
    const faults = shape ? findFaults(shape, given) : [];
    if (faults.length > 0) return refuse(faults);
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
  throw new WarrenError('invalid_request', 'the body is nested too deeply');
}

const tooManyValues: FieldFault = {
  pointer: '',
  detail: `the body has more than ${MAX_VALUES} values`,
};

function isObject(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

function refuse(faults: readonly FieldFault[]): Promise<never> {
  return Promise.reject(toInvalidRequest(faults));
}

function toInvalidRequest(faults: readonly FieldFault[]): WarrenError {
  const detail = faults.map((fault) => fault.detail).join('; ');
  return new WarrenError('invalid_request', detail, { errors: faults });
}
