import { IsInt, IsString, Max, Min } from 'class-validator';
import { EnvVar } from '@warren/platform';

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

  /**
   * How long an idle connection is kept for its next request, in milliseconds. Default 72,000: longer
   * than the 60 s of an AWS load balancer or of nginx, so that the side that closes is never this one.
   */
  @EnvVar('KEEP_ALIVE_TIMEOUT_MS')
  @IsInt()
  @Min(1_000)
  @Max(3_600_000)
  readonly keepAliveTimeoutMs: number = 72_000;

  /** How long the headers of a request may take to arrive, in milliseconds. Default 10,000. */
  @EnvVar('HEADERS_TIMEOUT_MS')
  @IsInt()
  @Min(1_000)
  @Max(600_000)
  readonly headersTimeoutMs: number = 10_000;

  /**
   * How long a body of 256 KiB may take to arrive, in milliseconds. Default 10,000. A body that may be
   * larger has a second more for each 256 KiB.
   */
  @EnvVar('REQUEST_TIMEOUT_MS')
  @IsInt()
  @Min(1_000)
  @Max(600_000)
  readonly requestTimeoutMs: number = 10_000;

  /** How long a stop may take before the process ends anyway, in milliseconds. Default 15,000. */
  @EnvVar('SHUTDOWN_GRACE_MS')
  @IsInt()
  @Min(1_000)
  @Max(600_000)
  readonly shutdownGraceMs: number = 15_000;
}
