import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseRabbitmq } from '../../tools/broker/choose-rabbitmq';

describe('the RabbitMQ for a data folder', () => {
  const before = { ...process.env };
  let home: string;
  let dataDir: string;

  const programsOf = (version: string): string =>
    join(home, '.cache/warren', `rabbitmq-${version}`, 'programs');

  function download(version: string): void {
    mkdirSync(programsOf(version), { recursive: true });
    writeFileSync(join(programsOf(version), 'rabbitmq-server'), '', { mode: 0o755 });
  }

  function chosen(): string | undefined {
    delete process.env.RABBITMQ_PROGRAMS;
    chooseRabbitmq(dataDir, home);
    return process.env.RABBITMQ_PROGRAMS;
  }

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'warren-home-'));
    dataDir = join(home, 'broker');
    jest.spyOn(process, 'getuid').mockReturnValue(0);
  });

  afterEach(() => {
    process.env = { ...before };
    rmSync(home, { recursive: true, force: true });
  });

  it('is the newest for a new folder, and stays when a newer one comes', () => {
    download('4.0');
    expect(chosen()).toBe(programsOf('4.0'));
    mkdirSync(join(dataDir, 'data'));
    download('4.3');
    expect(chosen()).toBe(programsOf('4.0'));
    dataDir = join(home, 'another');
    expect(chosen()).toBe(programsOf('4.3'));
  });

  it('is the installed one for data that was there before, and for who may not run another', () => {
    mkdirSync(join(dataDir, 'data'), { recursive: true });
    download('4.3');
    expect(chosen()).toBeUndefined();
    dataDir = join(home, 'another');
    jest.spyOn(process, 'getuid').mockReturnValue(1_000);
    expect(chosen()).toBeUndefined();
  });

  it('that is gone: says where the data stays, and nothing of deleting it', () => {
    download('4.3');
    chosen();
    mkdirSync(join(dataDir, 'data'));
    rmSync(programsOf('4.3'), { recursive: true });
    expect(chosen).toThrow(/belongs to the RabbitMQ in .*rabbitmq-4\.3.*move .* away/);
    expect(chosen).not.toThrow(/delete|remove/);
  });
});
