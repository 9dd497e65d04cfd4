import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
  validateSync,
} from 'class-validator';
import fc from 'fast-check';
import { compileShape, fitsShape, type Shape } from './compile-shape';

class InnerDto {
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(9)
  readonly priority?: number;

  @IsOptional()
  @IsBoolean()
  readonly persistent?: boolean;
}

class OuterDto {
  @IsString()
  @MaxLength(4)
  @Matches(/^[a-z]*$/)
  readonly id!: string;

  @IsObject()
  readonly payload!: object;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => InnerDto)
  readonly options?: InnerDto;
}

/** As a compiler of ES2022 or later makes of a field without a value. */
class DefinedDto extends OuterDto {
  constructor() {
    super();
    Object.defineProperty(this, 'id', { value: undefined, enumerable: true });
  }
}

class DerivedDto extends OuterDto {
  @IsInt()
  readonly extra!: number;
}

const odd = fc.constantFrom(undefined, null, '', 'ABC', 'toolong', 10, -1, 1.5, true, [], {}, [{}]);
const options = fc.record(
  {
    priority: fc.oneof(fc.integer({ min: 0, max: 9 }), odd),
    persistent: fc.oneof(fc.boolean(), odd),
  },
  { requiredKeys: [] },
);
const good = {
  id: fc.constantFrom('a', 'abc'),
  payload: fc.constantFrom({}, { deep: { a: [1] } }),
};
const body = fc.oneof(
  odd,
  fc.record({ ...good, options }, { requiredKeys: ['id', 'payload'] }),
  fc.record(
    { ...good, options, extra: fc.integer() },
    { requiredKeys: ['id', 'payload', 'extra'] },
  ),
  fc.record({ id: odd, payload: odd, options: odd, other: odd, extra: odd }, { requiredKeys: [] }),
  fc.record({ ...good, options: fc.record({ unknown: odd }) }),
);

/** What class-validator itself says, asked as Nest's pipe asks it. */
function isAccepted(dtoClass: new () => object, value: unknown): boolean {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const instance = plainToInstance(dtoClass, value);
  return validateSync(instance, { whitelist: true, forbidNonWhitelisted: true }).length === 0;
}

describe('the compiled shape of a DTO', () => {
  it.each([OuterDto, DerivedDto])(
    'of %p accepts exactly what class-validator accepts',
    (dtoClass) => {
      const shape = compileShape(dtoClass) as Shape;
      let accepted = 0;
      fc.assert(
        fc.property(body, (value) => {
          // Bodies come from JSON: what JSON cannot say cannot arrive.
          const json = JSON.stringify(value) as string | undefined;
          fc.pre(json !== undefined && !json.includes('__proto__'));
          const parsed: unknown = JSON.parse(json);
          const fits = fitsShape(shape, parsed);
          accepted += Number(fits);
          expect(fits).toBe(isAccepted(dtoClass, parsed));
        }),
        { numRuns: 2_000 },
      );
      expect(accepted).toBeGreaterThan(100);
    },
  );

  it('is compiled for a class whose fields are defined without a value, as newer compilers do', () => {
    expect(compileShape(DefinedDto)?.size).toBe(compileShape(OuterDto)?.size);
  });

  it('is not compiled for a class whose rules it does not know', () => {
    class EachDto {
      @IsString({ each: true })
      @IsArray()
      readonly list!: string[];
    }
    class ConditionDto {
      @ValidateIf(() => false)
      @IsString()
      readonly maybe!: string;
    }
    class GroupDto {
      @IsString({ groups: ['some'] })
      readonly text!: string;
    }
    class ListDto {
      @ValidateNested()
      @ArrayMaxSize(2)
      readonly list!: object;
    }
    class RuleConditionDto {
      @IsString({ validateIf: () => false })
      readonly maybe!: string;
    }
    for (const each of [EachDto, ConditionDto, GroupDto, ListDto, RuleConditionDto]) {
      expect(compileShape(each)).toBeUndefined();
    }
  });
});
