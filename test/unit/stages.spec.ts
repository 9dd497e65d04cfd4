import { chooseStages } from '../../tools/test/stages';

describe('the stages of npm test', () => {
  it.each<[string[], string | undefined]>([
    [['broker', '--rabbitmq', '4.3'], '4.3'],
    [['--rabbitmq=4.0', 'broker'], '4.0'],
    [['broker', '--rabbitmq'], ''],
    [['broker', '--rabbitmq='], ''],
    [['broker'], undefined],
    [['broker', '--', '--rabbitmq=4.3'], undefined],
  ])('run for %j on the RabbitMQ %j', (argv, rabbitmq) => {
    const chosen = chooseStages(argv);
    expect(chosen.rabbitmq).toBe(rabbitmq);
    expect(chosen.jests.map(({ name }) => name)).toEqual(['broker']);
    expect(chosen.unknown).toEqual([]);
  });

  it('are all but the extra ones where none is named, and name what does not exist', () => {
    const all = chooseStages(['--rabbitmq', '4.3']);
    expect(all.jests.filter(({ isExtra }) => isExtra)).toEqual([]);
    expect(all.jests.map(({ name }) => name)).toContain('system');
    expect(chooseStages(['quick', 'typo']).unknown).toEqual(['typo']);
  });
});
