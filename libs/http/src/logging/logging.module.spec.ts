import { Test } from '@nestjs/testing';
import { AppLogger } from './app-logger';
import { ConfigModule } from '@warren/platform';
import { LoggingConfig } from './logging.config';
import { LoggingModule } from './logging.module';

describe('the log', () => {
  it('hides the key in the headers of a request', async () => {
    const written: string[] = [];
    jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((line) => written.push(String(line)) > 0);
    const module = await Test.createTestingModule({
      imports: [ConfigModule.forRoot(new LoggingConfig()), LoggingModule.forRoot('test')],
    })
      .overrideProvider(LoggingConfig)
      .useValue({ level: 'info', format: 'json' })
      .compile();
    const req = { method: 'POST', headers: { authorization: 'Bearer secret', host: 'here' } };
    module.get(AppLogger).log({ req }, 'asked', 'test');
    jest.restoreAllMocks();
    expect(written.join('')).toContain('"msg":"asked"');
    expect(written.join('')).toContain('"host":"here"');
    expect(written.join('')).not.toContain('secret');
  });
});
