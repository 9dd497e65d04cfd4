import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { topology } from '@warren/contracts';
import { IsInt, IsObject, IsOptional, Max, Min } from 'class-validator';

const { longestMs } = topology.commands;

/** A command's data, and how long its answer is waited for. */
export class RpcRequestDto {
  @ApiProperty({
    description: 'What the command needs to know; each command has a class that says what.',
    type: 'object',
    additionalProperties: true,
  })
  @IsObject()
  readonly data!: Record<string, unknown>;

  @ApiPropertyOptional({
    description: 'How long the answer is waited for, in milliseconds.',
    type: 'integer',
    minimum: 1,
    maximum: longestMs,
    default: 5_000,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(longestMs)
  readonly timeoutMs?: number;
}

/** The answer of a command. */
export class RpcAnswerDto {
  @ApiProperty({
    description: 'What the handler of the command returned; null when it returned nothing.',
    example: { sku: 'MUG-1', quantity: 3, unitCents: 990, totalCents: 2_970, currency: 'EUR' },
  })
  readonly answer!: unknown;

  @ApiProperty({ format: 'uuid', description: 'By which the logs of gateway and worker know it.' })
  readonly messageId!: string;
}
