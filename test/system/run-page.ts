import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor, type RunningSystem } from '@warren/testing';
import { fitAnswer, type Renamed } from './fit-answer';
import { runCommand } from './page-commands';

const FOLDER = join(__dirname, '../../docs');

/** How long a page may take to show what its commands have brought about. */
const PATIENCE_MS = 30_000;

/** One block of commands, and what is printed below it. */
export interface PageStep {
  readonly command: string;
  /** Absent: any answer will do, but it must not fail. */
  readonly answer?: { readonly language: 'json' | 'text'; readonly text: string };
}

/**
 * The steps of a page of docs/ in the form that docs/use-cases/README.md describes.
 *
 * @throws Error when an answer stands behind no command: no run would check it.
 */
export function readSteps(page: string): PageStep[] {
  const text = readFileSync(join(FOLDER, page), 'utf8');
  const blocks = text.matchAll(/^```bash\n(.*?)^```$(?:\s*^```(json|text)\n(.*?)^```$)?/gms);
  const steps = [...blocks].map(toStep);
  const answers = steps.filter(({ answer }) => answer !== undefined).length;
  const printed = [...text.matchAll(/^```(json|text)$/gm)].length;
  if (printed > answers) {
    throw new Error(`${page} has ${printed - answers} json or text blocks that no command answers`);
  }
  return steps;
}

function toStep([, command = '', language, answer = '']: RegExpMatchArray): PageStep {
  return {
    command: command.trim(),
    ...(language && { answer: { language: language as 'json' | 'text', text: answer.trim() } }),
  };
}

/** Does what a page says, step by step, and fails where an answer is not what it prints. */
export async function runPage(page: string, system: RunningSystem): Promise<void> {
  let known: Renamed = new Map();
  for (const step of readSteps(page)) known = await runStep(step, known, system);
}

async function runStep(
  { answer, command }: PageStep,
  known: Renamed,
  system: RunningSystem,
): Promise<Renamed> {
  const named = [...known].reduce((text, [old, now]) => text.replaceAll(old, now), command);
  if (!answer) {
    await runCommand(FAIL_ON_ERRORS + named, system);
    return known;
  }
  const printed = readAnswer(answer.text, answer.language);
  let last = '';
  const fit = async (): Promise<Renamed | undefined> => {
    last = await runCommand(named, system);
    return fitAnswer(printed, readAnswer(last, answer.language), known);
  };
  // What only looks may look again, until it sees what came of the steps before.
  const fitted = isLooking(named)
    ? await waitFor(named, fit, PATIENCE_MS).catch(() => undefined)
    : await fit();
  if (!fitted) throw new Error(`${named}\nanswered\n${last}\nand not\n${answer.text}`);
  return fitted;
}

/** curl fails on an error status only with this flag. */
const FAIL_ON_ERRORS =
  'set -e\ncurl() { command curl --silent --show-error --fail-with-body "$@"; }\n';

function isLooking(command: string): boolean {
  return !/\s(-X|--request|-d|--data\S*|--json)\s/.test(command);
}

/** Of text, each line is a value of its own: JSON, or as it stands. */
function readAnswer(text: string, language: 'json' | 'text'): unknown {
  if (language === 'json') return JSON.parse(text) as unknown;
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map(readLine);
}

function readLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return line;
  }
}
