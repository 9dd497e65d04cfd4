import { command, EventDto } from '@warren/model';
import { matchCommands, type FoundPattern } from './match-commands';

const commands = ['orders.quote', 'reports.build'].map((name) => command(name, { data: EventDto }));
const found = (...patterns: string[]): FoundPattern[] =>
  patterns.map((pattern) => ({ pattern, isEvent: false }));

function faultsOf(handlers: FoundPattern[]): readonly string[] {
  try {
    matchCommands(commands, handlers);
    return [];
  } catch (error) {
    return (error as { faults: readonly string[] }).faults;
  }
}

describe('matching handlers and commands', () => {
  it('accepts one handler for each command', () => {
    expect(faultsOf(found('reports.build', 'orders.quote'))).toEqual([]);
  });

  it('lists a command without a handler, one with two and a handler without a command (I11)', () => {
    expect(faultsOf(found('orders.quote', 'orders.quote', 'orders.cancel'))).toEqual([
      "command 'orders.quote' has 2 handlers: keep one @MessagePattern",
      "command 'reports.build' has no handler: put @MessagePattern on a method of a controller of the worker",
      "@MessagePattern('orders.cancel') handles no command that is declared: add it to the commands",
    ]);
  });

  it('does not take a handler of events for one of a command (I11)', () => {
    const handlers = [...found('orders.quote'), { pattern: 'reports.build', isEvent: true }];
    expect(faultsOf(handlers)).toEqual([
      "command 'reports.build' has no handler: put @MessagePattern on a method of a controller of the worker",
      "@EventPattern('reports.build'): events come from queues here, so put @Handles on a provider instead",
    ]);
  });
});
