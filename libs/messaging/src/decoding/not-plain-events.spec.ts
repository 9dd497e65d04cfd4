import { EventDto } from '@warren/model';
import { Exclude, Expose, Transform, Type } from 'class-transformer';
import {
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { decode, decodeSlowly, outcomeOf } from './decode-slowly.harness';
import { readPlainEvent } from './read-plain-event';

describe('an event that is read the short way', () => {
  it('is none when its class asks for more than checks', async () => {
    class Inner {
      @IsInt()
      readonly n!: number;
    }
    class TypedDto extends EventDto {
      @Type(() => Date)
      readonly at!: Date;
    }
    class TransformedDto extends EventDto {
      @Transform(({ value: sent }) => `${String(sent)}!`)
      override readonly tipo!: string;
    }
    class ExposedDto extends EventDto {
      @Expose({ name: 'short' })
      readonly long?: string;
    }
    class ExcludedDto extends EventDto {
      @Exclude()
      readonly at?: string;
    }
    @Exclude()
    class ExcludedClassDto extends EventDto {}
    class DerivedDto extends TypedDto {}
    class NestedDto extends EventDto {
      @IsOptional()
      @ValidateNested()
      readonly inner?: Inner;
    }
    class SetOfClassesDto extends EventDto {
      @IsOptional()
      @ValidateNested({ each: true })
      @Type(() => Inner)
      readonly inners?: Set<Inner>;
    }
    class TreeDto extends EventDto {
      @IsOptional()
      @ValidateNested({ each: true })
      @Type(() => TreeDto)
      readonly children?: TreeDto[];
    }
    class Other extends Inner {}
    class OtherTypeDto extends EventDto {
      @IsOptional()
      @ValidateNested()
      @Type(() => Other)
      readonly inner?: Inner;
    }
    class SelfDto extends EventDto {
      @IsOptional()
      @ValidateNested()
      @Type(() => SelfDto)
      readonly inner?: SelfDto;
    }
    class DefaultDto extends EventDto {
      @IsString()
      @MaxLength(9)
      readonly unit: string = 'kg';
    }
    class MethodDto extends EventDto {
      short(): string {
        return this.id;
      }
    }
    class AccessorDto extends EventDto {
      set long(sent: string) {
        Object.assign(this, { set: sent });
      }
    }
    class FrozenDto extends EventDto {
      constructor() {
        super();
        Object.freeze(this);
      }
    }
    const sent = {
      id: '1',
      tipo: 'T',
      payload: {},
      at: ['2026-01-02'],
      short: 's',
      long: 'l',
      inners: [{ n: 1 }],
    };
    const classes = [TypedDto, TransformedDto, ExposedDto, ExcludedDto, ExcludedClassDto].concat(
      ...[
        DerivedDto,
        NestedDto,
        SetOfClassesDto,
        TreeDto,
        OtherTypeDto,
        SelfDto,
        DefaultDto,
        MethodDto,
        AccessorDto,
        FrozenDto,
      ],
    );
    for (const each of classes) {
      expect([each.name, readPlainEvent(sent, each)]).toEqual([each.name, undefined]);
      const text = JSON.stringify(sent);
      expect(await outcomeOf(decode(text, each), each)).toEqual(
        await outcomeOf(decodeSlowly(text, each), each),
      );
    }
  });

  it('has a list where its class declares a set but no `@Type`, as class-transformer has it', async () => {
    class SetDto extends EventDto {
      @IsNotEmpty()
      readonly at!: Set<string>;
    }
    const sent = { id: '1', tipo: 'T', payload: {}, at: ['2026-01-02'] };
    expect(readPlainEvent(sent, SetDto)).toEqual(sent);
    const text = JSON.stringify(sent);
    expect(await outcomeOf(decode(text, SetDto), SetDto)).toEqual(
      await outcomeOf(decodeSlowly(text, SetDto), SetDto),
    );
  });
});
