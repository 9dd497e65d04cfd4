import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

/** A query parameter that says how many entries a page has, 1 to 1,000. */
export function PageLimit(usual: number): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ minimum: 1, maximum: 1_000, default: usual, type: 'integer' }),
    Type(() => Number),
    IsInt(),
    Min(1),
    Max(1_000),
  );
}

/** Digits become their number; anything else, also the empty text, none. */
export function ToWhole(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => {
    if (typeof value !== 'string') return value;
    return /^-?\d+$/.test(value) ? Number(value) : NaN;
  });
}

/** A query parameter that names the place where an older page begins. */
export function OlderPage(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      description: 'The cursor of an older page, from a Link header.',
      type: 'integer',
    }),
    IsOptional(),
    ToWhole(),
    IsInt(),
    Min(0),
  );
}
