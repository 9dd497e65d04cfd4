import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './cli-errors';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>
>;

/**
 * Reads the arguments of a command.
 *
 * @param names of what stands without a dash; each is required, and nothing more may stand there.
 * @throws UsageError
 */
export function readOptions<O extends Options>(
  args: readonly string[],
  options: O,
  names: readonly string[] = [],
): Parsed<O> {
  let parsed: Parsed<O>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const given: readonly string[] = parsed.positionals;
  const missing = names[given.length];
  if (missing !== undefined) throw new UsageError(`<${missing}> is missing`);
  if (given.length > names.length) throw new UsageError(`'${given[names.length]}' is not expected`);
  return parsed;
}

/** A number from 0, if it is given. @throws UsageError */
export function readNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new UsageError(`--${name} must be a number`);
}

/** What a command cannot do without. @throws UsageError */
export function required(name: string, text: string | undefined): string {
  if (text === undefined || text === '') throw new UsageError(`--${name} is missing`);
  return text;
}
