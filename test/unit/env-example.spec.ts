import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfigs } from '@warren/platform';
import {
  describeVariables,
  findConfigClasses,
  ROOT,
  type KnownVariable,
} from './find-config-classes';

/** One `NAME=value` line. A line that is commented out is listed, but sets nothing. */
interface Line {
  readonly name: string;
  readonly value: string;
  readonly isComment: boolean;
}

describe('.env.example', () => {
  const lines = readLines();
  let known: KnownVariable[];

  beforeAll(async () => {
    known = (await findConfigClasses()).flatMap(describeVariables);
  });

  it('lists exactly the variables that the config classes read, each once', () => {
    expect(lines.map(({ name }) => name).sort()).toEqual(known.map(({ name }) => name).sort());
  });

  it('gives every variable its default', () => {
    const withDefault = known.filter(({ fallback }) => fallback !== undefined);
    expect(valuesOf(withDefault.map(({ name }) => name))).toEqual(
      Object.fromEntries(withDefault.map(({ name, fallback }) => [name, String(fallback)])),
    );
  });

  it('does not set a variable that has no default', () => {
    const withoutDefault = known.filter(({ fallback }) => fallback === undefined);
    const set = lines.filter(({ isComment }) => !isComment).map(({ name }) => name);
    expect(withoutDefault.filter(({ name }) => set.includes(name))).toEqual([]);
  });

  it('has only values that the config classes accept, the commented ones included', async () => {
    const environment = valuesOf(lines.map(({ name }) => name));
    const classes = await findConfigClasses();
    expect(loadConfigs(classes, environment)).toHaveLength(classes.length);
  });

  function valuesOf(names: readonly string[]): Record<string, string> {
    return Object.fromEntries(
      lines.filter(({ name }) => names.includes(name)).map(({ name, value }) => [name, value]),
    );
  }
});

function readLines(): Line[] {
  return readFileSync(join(ROOT, '.env.example'), 'utf8')
    .split('\n')
    .map((line) => /^(# )?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, comment, name = '', value = '']) => ({
      name,
      value,
      isComment: comment !== undefined,
    }));
}
