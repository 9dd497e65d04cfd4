import { EnvVar } from '@warren/platform';
import { IsOptional, ValidateBy, type ValidationArguments } from 'class-validator';
import { readAlertSettings } from './alert-settings';

/** Which alerts the desk sends, and where to. */
export class AlertsConfig {
  /**
   * JSON: `webhooks` with `name`, `url` and `form` (`slack` or `json`), `rules` with `name`, `kinds` (of
   * causes in `GET /now`), `queue`, `group`, `messages`, `forSeconds` (60), `clearSeconds` (120), and
   * `coolDownSeconds` (900). Default: no alerts; without `rules` what is urgent raises one.
   */
  @EnvVar('DESK_ALERTS', { isSecret: true })
  @IsOptional()
  @ValidateBy({
    name: 'isAlertSettings',
    validator: {
      validate: (value) => typeof readAlertSettings(String(value)) !== 'string',
      defaultMessage: (about?: ValidationArguments): string =>
        readAlertSettings(String(about?.value)) as string,
    },
  })
  readonly alerts?: string;
}
