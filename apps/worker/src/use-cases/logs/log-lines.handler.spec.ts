import { Logger } from '@nestjs/common';
import { queues, type LogLevel, type LogLineDto } from '@warren/contracts';
import { processed } from '@warren/views/testing';
import { LogLinesHandler } from './log-lines.handler';

const { delivery } = processed({ queue: queues.logsAlerts.name });

describe('the alerts', () => {
  it.each<[LogLevel, number]>([
    ['debug', 0],
    ['info', 0],
    ['warn', 0],
    ['error', 1],
    ['fatal', 1],
  ])('to a line of level %s are %i', (level, alerts) => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const payload = { source: 'billing', level, text: 'the bank does not answer' };
    const line: LogLineDto = { id: 'line-1', tipo: 'LOG_LINE', payload };
    new LogLinesHandler().alert(line, delivery);
    expect(warn).toHaveBeenCalledTimes(alerts);
    warn.mockRestore();
  });
});
