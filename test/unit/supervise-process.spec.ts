import { EXIT_CONFIGURATION } from '@warren/platform';
import { SupervisedProcess } from '../../tools/run/supervise-process';

/** What is said of a process that ends with this code, until something is. */
function outcomeOf(code: number): Promise<{ said: string; isFinal: boolean }> {
  return new Promise((resolve) => {
    let said = '';
    const supervised = new SupervisedProcess({
      ...{ name: 'worker', command: process.execPath, args: ['-e', `process.exit(${code})`] },
      ...{ cwd: process.cwd(), env: process.env, print: () => undefined },
      say: (line) => {
        said = line;
        // `onFinal` follows at once, if it does.
        setImmediate(() => {
          void supervised.stop({ graceMs: 0 });
          resolve({ said, isFinal: false });
        });
      },
      onFinal: () => resolve({ said, isFinal: true }),
    });
    supervised.start();
  });
}

describe('the supervisor of an application', () => {
  it('does not start one again that says a restart cannot mend it', async () => {
    const { isFinal, said } = await outcomeOf(EXIT_CONFIGURATION);
    expect(isFinal).toBe(true);
    expect(said).toMatch(/^! worker cannot start, and a restart cannot mend it/);
  });

  it.each([0, 1])('starts one again that ended with code %d', async (code) => {
    const { isFinal, said } = await outcomeOf(code);
    expect(isFinal).toBe(false);
    expect(said).toMatch(/starting it again in 1 s\.$/);
  });
});
