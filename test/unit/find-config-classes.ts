import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { variableNames, type ConfigClass } from '@warren/platform';

export const ROOT = join(__dirname, '..', '..');

/** A variable that some config class reads, and the default it has there. */
export interface KnownVariable {
  readonly name: string;
  readonly fallback: string | number | undefined;
}

/** Every class in a `*.config.ts` file of the apps and libs that reads the environment. */
export async function findConfigClasses(): Promise<ConfigClass[]> {
  const found = new Set<ConfigClass>();
  for (const file of ['apps', 'libs'].flatMap(listConfigFiles)) {
    const exported = (await import(file)) as Record<string, unknown>;
    for (const each of Object.values(exported)) if (isConfigClass(each)) found.add(each);
  }
  return [...found];
}

/** The variables a config class reads, each with the default of its property. */
export function describeVariables(configClass: ConfigClass): KnownVariable[] {
  const defaults = new configClass() as Record<string, KnownVariable['fallback']>;
  return [...variableNames(configClass)].map(([property, name]) => ({
    name,
    fallback: defaults[property],
  }));
}

function listConfigFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.config.ts'))
    .map((file) => join(ROOT, folder, file));
}

function isConfigClass(each: unknown): each is ConfigClass {
  return typeof each === 'function' && variableNames(each).size > 0;
}
