import { plainToInstance, Type } from 'class-transformer';
import { IsOptional, IsString, ValidateIf, ValidateNested } from 'class-validator';
import { findMissingNested } from './find-missing-nested';

class Street {
  @IsString()
  readonly name!: string;
}

class Address {
  @ValidateNested()
  @Type(() => Street)
  readonly street!: Street;
}

class Person {
  @ValidateNested()
  @Type(() => Address)
  readonly home!: Address;

  @IsOptional()
  @ValidateNested()
  @Type(() => Address)
  readonly work?: Address;

  @ValidateIf(() => false)
  @ValidateNested()
  @Type(() => Address)
  readonly former?: Address;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => Address)
  readonly others?: Address[];
}

const home = { street: { name: 'Mayor' } };

const find = (person: object): string | undefined =>
  findMissingNested(plainToInstance(Person, person));

describe('a nested object that is missing', () => {
  it.each<[object, string]>([
    [{}, 'home'],
    [{ home: null }, 'home'],
    [{ home: {} }, 'home.street'],
    [{ home, work: {} }, 'work.street'],
    [{ home, others: [home, { street: null }] }, 'others.street'],
    [{ home, others: [home, [home, [{}]]] }, 'others.street'],
  ])('in %j is that at %s', (person, path) => {
    expect(find(person)).toBe(path);
  });

  it.each([{ home }, { home, work: null, others: [] }, { home, former: null, others: [home] }])(
    'is none in %j',
    (person) => expect(find(person)).toBeUndefined(),
  );

  it('is none where an object has no class, or its place holds something else', () => {
    expect(findMissingNested({ home: undefined })).toBeUndefined();
    expect(find({ home: 'nowhere' })).toBeUndefined();
    expect(findMissingNested(Object.assign(Object.create(null) as object, {}))).toBeUndefined();
  });
});
