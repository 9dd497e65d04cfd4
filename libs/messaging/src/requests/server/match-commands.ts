import type { Command } from '@warren/model';

/** A pattern that a method of a controller takes, as Nest registered it. */
export interface FoundPattern {
  readonly pattern: string;
  /** Whether it is one of `@EventPattern`. */
  readonly isEvent: boolean;
}

/** The handlers do not fit the commands; every misfit is listed with its remedy. */
class CommandMismatchError extends Error {
  readonly code = 'command_mismatch';

  constructor(readonly faults: readonly string[]) {
    super(`Handlers and commands do not fit:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
    this.name = 'CommandMismatchError';
  }
}

/**
 * Makes sure that every command has exactly one handler and every handler a declared command (I11).
 *
 * @throws CommandMismatchError listing every misfit.
 */
export function matchCommands(commands: readonly Command[], found: readonly FoundPattern[]): void {
  const names = commands.map(({ name }) => name);
  const faults = [
    ...names.flatMap((name) =>
      describeMisfit(name, found.filter((each) => !each.isEvent && each.pattern === name).length),
    ),
    ...found.flatMap((each) => describeStray(each, names)),
  ];
  if (faults.length > 0) throw new CommandMismatchError(faults);
}

function describeMisfit(name: string, handlers: number): string[] {
  if (handlers === 1) return [];
  return handlers === 0
    ? [
        `command '${name}' has no handler: put @MessagePattern on a method of a controller of the worker`,
      ]
    : [`command '${name}' has ${handlers} handlers: keep one @MessagePattern`];
}

function describeStray({ isEvent, pattern }: FoundPattern, names: readonly string[]): string[] {
  if (isEvent) {
    return [
      `@EventPattern('${pattern}'): events come from queues here, so put @Handles on a provider instead`,
    ];
  }
  if (names.includes(pattern)) return [];
  return [
    `@MessagePattern('${pattern}') handles no command that is declared: add it to the commands`,
  ];
}
