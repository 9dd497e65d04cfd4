import { applyDecorators } from '@nestjs/common';
import { Expose } from 'class-transformer';

const VARIABLES = Symbol('environment variables of a config class');

/** The environment variable behind each property of a config class. */
export type VariableNames = ReadonlyMap<string, string>;

/**
 * Fills the property from this environment variable; the property's initial value is the default.
 * The declared type decides the conversion (string or number), class-validator what is accepted.
 */
export function EnvVar(name: string): PropertyDecorator {
  return applyDecorators(Expose({ name }), (target: object, property: string | symbol) => {
    const names = new Map(variableNames(target.constructor));
    Reflect.defineMetadata(VARIABLES, names.set(String(property), name), target.constructor);
  });
}

/** The variables a config class reads, by property. */
export function variableNames(configClass: object): VariableNames {
  return (Reflect.getMetadata(VARIABLES, configClass) as VariableNames | undefined) ?? new Map();
}
