import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import { redactUrls } from '../logging/redact-urls';
import { ConfigError } from './config.error';
import { APP_NAME, secretNames, variableNames } from './env-var.decorator';

/** A class whose properties are marked with `@EnvVar` and validated by class-validator. */
export type ConfigClass<T extends object = object> = new () => T;

/** The variables configuration is read from: a name may be absent, never a non-string. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** An instance of each class, in the same order. */
type Configs<C extends readonly ConfigClass[]> = { -readonly [K in keyof C]: InstanceType<C[K]> };

/**
 * Reads each config class from the environment, in the order given.
 *
 * @param app the name of the app, for `@AppName`.
 *
 * An empty variable counts as absent. Secrets and passwords in URLs are not repeated in the message.
 *
 * @throws ConfigError listing every bad variable of all classes at once.
 */
export function loadConfigs<const C extends readonly ConfigClass[]>(
  classes: C,
  environment: Environment,
  app?: string,
): Configs<C> {
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
  return check(configs, ({ constructor }, property) => {
    const variable = variableNames(constructor).get(property) ?? property;
    return { name: variable, value: given[variable] };
  }) as Configs<C>;
}

/**
 * A config with these values in place of its defaults; one that is complete already is given back.
 *
 * @throws ConfigError listing every bad value, and every name that is no option.
 */
export function fillConfig<T extends object>(
  configClass: ConfigClass<T>,
  values: Partial<T> = {},
): T {
  if (values instanceof configClass) return values;
  const given = Object.fromEntries(Object.entries(values).filter(([, each]) => each !== undefined));
  const config = new configClass();
  // What the class works out of its options is no option, and cannot be assigned.
  for (const [name, value] of Object.entries(given)) {
    Object.defineProperty(config, name, { value, enumerable: true });
  }
  check([config], (_, name) => ({ name, value: given[name] }), { forbidNonWhitelisted: true });
  return config;
}

/** What a property of a config was given, and under which name. */
type FindGiven = (config: object, property: string) => { name: string; value?: unknown };

function check<T extends object>(
  configs: readonly T[],
  find: FindGiven,
  options?: ValidatorOptions,
): readonly T[] {
  const faults = configs.flatMap((config) =>
    validateSync(config, { ...options, whitelist: options !== undefined }).map((error) =>
      describeFault(config, error, find),
    ),
  );
  if (faults.length > 0) throw new ConfigError(faults);
  return configs.map((config) => Object.freeze(config));
}

function describeFault(config: object, error: ValidationError, find: FindGiven): string {
  const { name, value } = find(config, error.property);
  if (error.constraints?.['whitelistValidation']) return `${name} is no option`;
  const reasons = Object.values(error.constraints ?? {})
    .map((reason) => reason.replace(error.property, '').trim())
    .join(' and ');
  if (value === undefined) return `${name} ${reasons} (it is not set)`;
  const variable = variableNames(config.constructor).get(error.property) ?? '';
  const isSecret = secretNames(config.constructor).includes(variable);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const got = isSecret ? 'its value is not shown' : `got '${redactUrls(text)}'`;
  return `${name} ${reasons} (${got})`;
}
