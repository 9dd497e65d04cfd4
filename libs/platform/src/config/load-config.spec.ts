import { IsInt, Matches, Max, Min } from 'class-validator';
import { EnvVar } from './env-var.decorator';
import { loadConfigs } from './load-config';

class PortConfig {
  @EnvVar('SOME_PORT')
  @IsInt()
  @Min(1)
  @Max(65_535)
  readonly port: number = 80;
}

class UrlConfig {
  @EnvVar('SOME_URL')
  @Matches(/^amqp:\/\//, { message: 'must be an amqp:// URL' })
  readonly url: string = 'amqp://localhost';
}

class KeyConfig {
  @EnvVar('SOME_KEY', { isSecret: true })
  @Matches(/^.{16,}$/, { message: 'must be longer' })
  readonly key?: string;
}

describe('loading configuration', () => {
  it('uses the defaults when nothing is set, or set to nothing', () => {
    expect(loadConfigs([PortConfig, UrlConfig], { SOME_PORT: '', OTHER: 'x' })).toEqual([
      { port: 80 },
      { url: 'amqp://localhost' },
    ]);
  });

  it('converts numbers', () => {
    expect(loadConfigs([PortConfig], { SOME_PORT: '8080' })).toEqual([{ port: 8080 }]);
  });

  it('lists every bad variable of every class at once, by its own name', () => {
    const load = (): unknown =>
      loadConfigs([PortConfig, UrlConfig], { SOME_PORT: 'many', SOME_URL: 'http://x' });
    expect(load).toThrow(/SOME_PORT .*must be an integer number.*\(got 'many'\)/);
    expect(load).toThrow(/SOME_URL must be an amqp:\/\/ URL \(got 'http:\/\/x'\)/);
  });

  it('does not repeat a password', () => {
    expect(() => loadConfigs([UrlConfig], { SOME_URL: 'http://user:secret@host' })).toThrow(
      "got 'http://***@host'",
    );
  });

  it('does not repeat a secret, however wrong it is', () => {
    expect(() => loadConfigs([KeyConfig], { SOME_KEY: 'hunter2' })).toThrow(
      'SOME_KEY must be longer (its value is not shown)',
    );
  });

  it('gives configs that cannot be changed', () => {
    const [config] = loadConfigs([PortConfig], {}) as [{ port: number }];
    expect(() => (config.port = 1)).toThrow(TypeError);
  });
});
