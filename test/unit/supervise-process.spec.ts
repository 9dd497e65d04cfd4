import { EXIT_CONFIGURATION } from '@warren/platform';
import { SupervisedProcess } from '../../tools/run/supervise-process';

/** What is said of a process that ends with this code, until something is; `printed` are its own lines. */
function outcomeOf(code: number): Promise<{ said: string; isFinal: boolean; printed: string[] }> {
  return new Promise((resolve) => {
    const printed: string[] = [];
    const script = `console.error('A port is taken.\\n- 8000'); process.exit(${code})`;
    const supervised = new SupervisedProcess({
      ...{ name: 'worker', command: process.execPath, args: ['-e', script] },
      ...{ cwd: process.cwd(), env: process.env, print: (line) => printed.push(line) },
      say: (line) => {
        void supervised.stop({ graceMs: 0 });
        resolve({ said: line, isFinal: false, printed });
      },
      onFinal: (reason) => resolve({ said: reason, isFinal: true, printed }),
    });
    supervised.start();
  });
}

describe('the supervisor of an application', () => {
  it('does not start one again that says a restart cannot mend it', async () => {
    expect(await outcomeOf(EXIT_CONFIGURATION)).toEqual({
      isFinal: true,
      said: 'A port is taken.\n- 8000',
      printed: [],
    });
  });

  it.each([0, 1])('starts one again that ended with code %d', async (code) => {
    const { isFinal, printed, said } = await outcomeOf(code);
    expect(isFinal).toBe(false);
    expect(printed).toEqual(['A port is taken.', '- 8000']);
    expect(said).toMatch(/starting it again in 1 s\.$/);
  });
});
