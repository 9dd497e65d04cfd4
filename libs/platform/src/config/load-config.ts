import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { redactUrls } from '../logging/redact-urls';
import { ConfigError } from './config.error';
import { APP_NAME, secretNames, variableNames } from './env-var.decorator';

/** A class whose properties are marked with `@EnvVar` and validated by class-validator. */
export type ConfigClass<T extends object = object> = new () => T;

/** The variables configuration is read from: a name may be absent, never a non-string. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads each config class from the environment, in the order given.
 *
 * @param app the name of the app, for `@AppName`.
 *
 * An empty variable counts as absent. Secrets and passwords in URLs are not repeated in the message.
 *
 * @throws ConfigError listing every bad variable of all classes at once.
 */
export function loadConfigs(
  classes: readonly ConfigClass[],
  environment: Environment,
  app?: string,
): object[] {
  const given = Object.fromEntries(
    Object.entries({ ...environment, [APP_NAME]: app }).filter(
      ([, value]) => value !== undefined && value.trim() !== '',
    ),
  );
  const configs = classes.map((configClass) =>
    plainToInstance(configClass, given, {
      excludeExtraneousValues: true,
      exposeDefaultValues: true,
      enableImplicitConversion: true,
    }),
  );
  const faults = configs.flatMap((config) =>
    validateSync(config).map((error) => describeFault(config, error, given)),
  );
  if (faults.length > 0) throw new ConfigError(faults);
  return configs.map((config) => Object.freeze(config));
}

function describeFault(config: object, error: ValidationError, given: Environment): string {
  const variable = variableNames(config.constructor).get(error.property) ?? error.property;
  const reasons = Object.values(error.constraints ?? {})
    .map((reason) => reason.replace(error.property, '').trim())
    .join(' and ');
  const value = given[variable];
  if (value === undefined) return `${variable} ${reasons} (it is not set)`;
  const isSecret = secretNames(config.constructor).includes(variable);
  return `${variable} ${reasons} (${isSecret ? 'its value is not shown' : `got '${redactUrls(value)}'`})`;
}
