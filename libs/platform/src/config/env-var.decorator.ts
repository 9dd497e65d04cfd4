import { applyDecorators } from '@nestjs/common';
import { Expose } from 'class-transformer';

/** As no variable can be called. */
export const APP_NAME = 'app name';

const VARIABLES = Symbol('environment variables of a config class');

const SECRETS = Symbol('the secret ones among them');

/** Fills the property with the name of the app that `loadConfigs` is given, if it is given one. */
export function AppName(): PropertyDecorator {
  return Expose({ name: APP_NAME });
}

/** The environment variable behind each property of a config class. */
export type VariableNames = ReadonlyMap<string, string>;

/**
 * Fills the property from this environment variable; the property's initial value is the default.
 * The declared type decides the conversion (string or number), class-validator what is accepted.
 *
 * @param options.isSecret its value is never repeated, also not to say that it is wrong.
 */
export function EnvVar(name: string, { isSecret = false } = {}): PropertyDecorator {
  return applyDecorators(Expose({ name }), (target: object, property: string | symbol) => {
    const names = new Map(variableNames(target.constructor));
    Reflect.defineMetadata(VARIABLES, names.set(String(property), name), target.constructor);
    if (!isSecret) return;
    const secrets = [...secretNames(target.constructor), name];
    Reflect.defineMetadata(SECRETS, secrets, target.constructor);
  });
}

/** The variables a config class reads, by property. */
export function variableNames(configClass: object): VariableNames {
  return (Reflect.getMetadata(VARIABLES, configClass) as VariableNames | undefined) ?? new Map();
}

/** The variables of a config class whose values must not be shown. */
export function secretNames(configClass: object): readonly string[] {
  return (Reflect.getMetadata(SECRETS, configClass) as string[] | undefined) ?? [];
}
