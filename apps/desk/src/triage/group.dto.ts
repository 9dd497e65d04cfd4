import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DeadLetterGroupDto, toGroupDto } from '@warren/views';
import type { KnownGroup } from './groups.service';

class ShareDto {
  @ApiProperty({ example: 'CREACION' })
  readonly name!: string;

  @ApiProperty({ type: 'integer', example: 41 })
  readonly count!: number;
}

class TrendDto {
  @ApiProperty({ format: 'date-time', description: 'When the first step begins.' })
  readonly from!: string;

  @ApiProperty({ type: 'integer', example: 1_800 })
  readonly stepSeconds!: number;

  @ApiProperty({ description: 'How many died in each step, the oldest first.', type: [Number] })
  readonly counts!: readonly number[];
}

class SuspectDto {
  @ApiProperty({ example: 'began 40 s after the first record of host-2:4711' })
  readonly words!: string;

  @ApiProperty({ example: 'worker-started' })
  readonly kind!: string;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ type: 'integer', example: 40 })
  readonly secondsBefore!: number;

  @ApiPropertyOptional()
  readonly worker?: string;

  @ApiPropertyOptional()
  readonly by?: string;
}

/** What people said of a group. */
export class SaidDto {
  @ApiPropertyOptional({ example: 'ana' })
  readonly owner?: string;

  @ApiPropertyOptional()
  readonly note?: string;

  @ApiPropertyOptional()
  readonly link?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  readonly muteUntil?: string;

  @ApiPropertyOptional({ type: 'integer' })
  readonly mutePerHour?: number;

  @ApiProperty({ format: 'date-time', description: 'Of the last change.' })
  readonly at!: string;

  @ApiProperty({ description: 'Of the last change.', example: 'operator' })
  readonly by!: string;
}

/** A group of dead letters with what is known of it. */
export class KnownGroupDto extends DeadLetterGroupDto {
  @ApiProperty({ type: 'integer', description: 'How many are open.' })
  readonly open!: number;

  @ApiProperty({
    type: 'integer',
    description: 'How many were redriven or discarded, as far as these are kept.',
  })
  readonly settled!: number;

  @ApiProperty({ format: 'date-time', description: 'When the first one died, settled or not.' })
  readonly firstSeen!: string;

  @ApiProperty({ type: 'integer', description: 'How many died within the last hour.' })
  readonly lastHour!: number;

  @ApiProperty({ description: 'Settled ones too.' })
  readonly trend!: TrendDto;

  @ApiProperty({ type: [ShareDto], description: 'Of those that are open.' })
  readonly tipos!: readonly ShareDto[];

  @ApiProperty({
    type: [ShareDto],
    description: 'In which worker the newest 64 open ones failed last; `(unknown)`: not kept.',
  })
  readonly workers!: readonly ShareDto[];

  @ApiProperty({
    type: [SuspectDto],
    description: 'What happened in the ten minutes before the first one, the nearest first.',
  })
  readonly suspects!: readonly SuspectDto[];

  @ApiPropertyOptional({ description: 'Absent: there is none.' })
  readonly triage?: SaidDto;

  @ApiProperty({ description: 'Whether no alarm is raised for it now.' })
  readonly muted!: boolean;
}

export function toKnownGroupDto(known: KnownGroup): KnownGroupDto {
  const { facts, group, isMuted: muted, suspects, triage, workers } = known;
  const { lastHour, open, settled, tipoShares: tipos, trend } = facts;
  return {
    ...toGroupDto(group),
    ...{ open, settled, lastHour, tipos, workers, muted },
    firstSeen: new Date(facts.firstMs).toISOString(),
    trend: { ...trend, from: trend.from.toISOString() },
    suspects: suspects.map((each) => ({ ...each, at: each.at.toISOString() })),
    ...(triage && { triage: toSaidDto(triage) }),
  };
}

export function toSaidDto({ at, muteUntil, ...said }: NonNullable<KnownGroup['triage']>): SaidDto {
  return {
    ...said,
    ...(muteUntil && { muteUntil: muteUntil.toISOString() }),
    at: at.toISOString(),
  };
}
