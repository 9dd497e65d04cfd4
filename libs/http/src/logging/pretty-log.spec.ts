import fs from 'node:fs';
import { ConfigModule } from '@warren/platform';
import { Test } from '@nestjs/testing';
import { AppLogger } from './app-logger';
import { LoggingConfig } from './logging.config';
import { LoggingModule } from './logging.module';

const COMPOSED = ['order\n[00:00:00.000] ERROR (test): forged', 'order\u001b[2J\u001b[1;1Hforged'];

describe('the log for people', () => {
  it('has a line for each event: a sender can begin none, nor move the cursor of a terminal', async () => {
    const written: string[] = [];
    jest.spyOn(fs, 'writeSync').mockImplementation((_file: number, line: unknown) => {
      written.push(String(line));
      return Buffer.byteLength(String(line));
    });
    const module = await Test.createTestingModule({
      imports: [ConfigModule.forRoot(new LoggingConfig()), LoggingModule.forRoot('test')],
    })
      .overrideProvider(LoggingConfig)
      .useValue({ level: 'info', format: 'pretty' })
      .compile();
    for (const tipo of COMPOSED) module.get(AppLogger).log({ tipo }, `refused ${tipo}`, 'test');
    jest.restoreAllMocks();
    const lines = written.join('').split('\n');
    const forged = lines.filter((line) => line.includes('forged'));
    expect(forged).toHaveLength(COMPOSED.length);
    for (const line of forged) {
      expect(line).toMatch(/^\[.*INFO.*refused order/);
      expect(line).not.toContain('\u001b[2J');
    }
  });
});
