import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface Failed {
  readonly stdout?: string;
  readonly stderr?: string;
}

/** Runs a program to its end and gives what it printed. @throws with all of that when it fails. */
export async function runProgram(cwd: string, program: string, ...args: string[]): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, { cwd });
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as Failed;
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
  }
}
