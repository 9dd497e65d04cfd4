import { IsOptional, Matches } from 'class-validator';
import { EnvVar } from '@warren/platform';

/** Who may operate a process: pause a consumer, for instance. */
export class OperatorConfig {
  /**
   * What operations ask for, as `Authorization: Bearer <key>`. At least 16 printable ASCII characters
   * without spaces. Default: none, and operations are open to programs on the same machine only.
   */
  @EnvVar('OPERATOR_KEY', { isSecret: true })
  @IsOptional()
  @Matches(/^[\x21-\x7e]{16,}$/, {
    message: 'must be at least 16 printable ASCII characters without spaces',
  })
  readonly operatorKey?: string;
}
