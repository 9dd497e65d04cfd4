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
}
