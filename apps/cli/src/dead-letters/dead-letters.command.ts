import { UsageError } from '../cli-errors';
import type { Command } from '../cli-context';
import { runDiscard, runRestore } from './discard.command';
import { runGroups } from './groups.command';
import { runList } from './list.command';
import { runRedrive } from './redrive.command';
import { runShow } from './show.command';

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['list', runList],
  ['groups', runGroups],
  ['show', runShow],
  ['redrive', runRedrive],
  ['discard', runDiscard],
  ['restore', runRestore],
]);

/** Runs one of the commands about dead letters. */
export const runDeadLetters: Command = ([name = '', ...args], context) => {
  const command = COMMANDS.get(name);
  if (!command) throw new UsageError(`dead-letters: say ${[...COMMANDS.keys()].join(', ')}`);
  return command(args, context);
};
