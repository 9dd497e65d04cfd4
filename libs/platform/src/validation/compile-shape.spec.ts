import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
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
import { findFaults } from './find-faults';
import { toFieldFaults } from './to-field-faults';

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

class ListsDto {
  @IsArray()
  @ArrayMaxSize(3)
  @ValidateNested({ each: true })
  @Type(() => InnerDto)
  readonly inner!: readonly InnerDto[];

  @IsOptional()
  @ValidateNested({ each: true, message: '$value in $property is no object' })
  @Type(() => OuterDto)
  readonly outer?: OuterDto[];

  @IsOptional()
  @IsIn(['a', 'b'], { each: true, message: '$target: $property: $constraint1' })
  @IsString({ each: true })
  readonly tags?: string[];
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

const listOf = (one: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.array(one, { maxLength: 2 }) },
    fc.array(fc.array(one, { maxLength: 2 }), { maxLength: 2 }),
    one,
    odd,
  );
const lists = fc.record(
  {
    inner: listOf(options),
    outer: listOf(fc.oneof(fc.record(good), body)),
    tags: listOf(fc.constantFrom<unknown>('a', 'b', 'c', 1)),
  },
  { requiredKeys: ['inner'] },
);

/** What class-validator itself says, asked as Nest's pipe asks it. */
function faultsOf(dtoClass: new () => object, value: object): ReturnType<typeof findFaults> {
  const rules = { whitelist: true, forbidNonWhitelisted: true };
  return toFieldFaults(validateSync(plainToInstance(dtoClass, value), rules));
}

describe('the compiled shape of a DTO', () => {
  it.each([
    [OuterDto, body],
    [DerivedDto, body],
    [ListsDto, lists],
  ])('of %p accepts what class-validator accepts, and finds the same faults', (dtoClass, sent) => {
    const shape = compileShape(dtoClass) as Shape;
    let accepted = 0;
    fc.assert(
      fc.property(sent, (value) => {
        // Bodies come from JSON: what JSON cannot say cannot arrive.
        const json = JSON.stringify(value) as string | undefined;
        fc.pre(json !== undefined && !json.includes('__proto__'));
        const parsed: unknown = JSON.parse(json);
        const fits = fitsShape(shape, parsed);
        accepted += Number(fits);
        const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
        const faults = isObject && faultsOf(dtoClass, parsed);
        expect(fits).toBe(faults && faults.length === 0);
        expect(isObject && findFaults(shape, parsed)).toEqual(faults);
      }),
      { numRuns: 2_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it('is compiled for a class whose fields are defined without a value, as newer compilers do', () => {
    expect(compileShape(DefinedDto)?.size).toBe(compileShape(OuterDto)?.size);
  });

  it('is not compiled for a class whose rules it does not know', () => {
    class SetDto {
      @ValidateNested({ each: true })
      @Type(() => InnerDto)
      readonly set!: Set<InnerDto>;
    }
    class TreeDto {
      @ValidateNested({ each: true })
      @Type(() => TreeDto)
      readonly children!: TreeDto[];
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
    for (const each of [SetDto, TreeDto, ConditionDto, GroupDto, ListDto, RuleConditionDto]) {
      expect(compileShape(each)).toBeUndefined();
    }
  });
});
