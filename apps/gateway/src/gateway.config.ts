import { EnvVar } from '@warren/platform';
import { IsInt, Max, Min } from 'class-validator';

/** What only the gateway needs to know. */
export class GatewayConfig {
  /** Default 8000. */
  @EnvVar('GATEWAY_PORT')
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly port: number = 8_000;

  /** How many idempotency keys are remembered at once; the oldest go first. Default 10,000. */
  @EnvVar('IDEMPOTENCY_CAPACITY')
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly idempotencyCapacity: number = 10_000;

  /** How long the answer to an idempotency key is remembered, in milliseconds. Default 600,000. */
  @EnvVar('IDEMPOTENCY_TTL_MS')
  @IsInt()
  @Min(1_000)
  @Max(86_400_000)
  readonly idempotencyTtlMs: number = 600_000;

  /** The longest batch, in bytes. Default 1,073,741,824 (1 GiB); what is beyond is not published. */
  @EnvVar('BATCH_LIMIT_BYTES')
  @IsInt()
  @Min(1_024)
  @Max(2 ** 40)
  readonly batchLimitBytes: number = 1_073_741_824;
}
