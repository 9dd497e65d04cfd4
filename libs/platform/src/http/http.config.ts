import { IsInt, IsString, Max, Min } from 'class-validator';
import { EnvVar } from '../config/env-var.decorator';

/** How a process listens. The port is the app's own. */
export class HttpConfig {
  /** The address to bind. Default `127.0.0.1`: reachable from this machine only. */
  @EnvVar('HOST')
  @IsString()
  readonly host: string = '127.0.0.1';

  /** The largest request body, in bytes. Default 262,144 (256 KiB); larger is answered 413. */
  @EnvVar('BODY_LIMIT_BYTES')
  @IsInt()
  @Min(1_024)
  @Max(16_777_216)
  readonly bodyLimitBytes: number = 262_144;

  /** How long a stop may take before the process ends anyway, in milliseconds. Default 15,000. */
  @EnvVar('SHUTDOWN_GRACE_MS')
  @IsInt()
  @Min(1_000)
  @Max(600_000)
  readonly shutdownGraceMs: number = 15_000;
}
