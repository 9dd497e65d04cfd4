import { IsInt, Matches, Max, Min } from 'class-validator';
import { EnvVar } from './env-var.decorator';
import { fillConfig, loadConfigs } from './load-config';

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
    const [config] = loadConfigs([PortConfig], {});
    expect(() => Object.assign(config, { port: 1 })).toThrow(TypeError);
  });
});

describe('configuration out of code', () => {
  it('has the default of what is left out, or undefined', () => {
    expect(fillConfig(PortConfig)).toEqual({ port: 80 });
    expect(fillConfig(PortConfig, { port: undefined })).toEqual({ port: 80 });
    expect(fillConfig(PortConfig, { port: 8_080 })).toEqual({ port: 8_080 });
  });

  it('names what is no option, also what the class works out of them', () => {
    class TwicePortConfig extends PortConfig {
      get twice(): number {
        return 2 * this.port;
      }
    }
    const options = { twice: 2, prot: 1 } as object;
    expect(() => fillConfig(TwicePortConfig, options)).toThrow(
      '- twice is no option\n- prot is no option',
    );
  });

  it('lists what is not valid by the names of the options, and repeats no secret', () => {
    expect(() => fillConfig(PortConfig, { port: 0 })).toThrow(/- port must not be less.*got '0'/);
    expect(() => fillConfig(KeyConfig, { key: 'hunter2' })).toThrow(
      'key must be longer (its value is not shown)',
    );
  });
});
