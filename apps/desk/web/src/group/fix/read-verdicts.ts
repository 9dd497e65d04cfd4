/** What a redrive of one dead letter would come to. */
export interface Verdict {
  readonly deadLetterId: string;
  readonly messageId: string;
  readonly verdict: string;
  readonly reason?: string;
  readonly code?: string;
  readonly faults?: readonly { readonly pointer: string; readonly detail: string }[];
}

export interface Verdicts {
  readonly all: readonly Verdict[];
  readonly passing: readonly string[];
  /** How many of each verdict. */
  readonly counts: Readonly<Record<string, number>>;
  /** Beyond those that one preview looks at. */
  readonly left: number;
}

/** The lines of a preview (NDJSON); the last is its summary. */
export function readVerdicts(text: string): Verdicts {
  const lines = text.split('\n').filter((line) => line !== '');
  const parsed = lines.map((line) => JSON.parse(line) as Partial<Verdict> & { summary?: object });
  const all = parsed.filter((line): line is Verdict => line.verdict !== undefined);
  const counts: Record<string, number> = {};
  for (const { verdict } of all) counts[verdict] = (counts[verdict] ?? 0) + 1;
  const { left = 0 } = (parsed.find(({ summary }) => summary)?.summary ?? {}) as { left?: number };
  const passing = all.filter(({ verdict }) => verdict === 'would_pass');
  return { all, passing: passing.map(({ deadLetterId }) => deadLetterId), counts, left };
}

/** Why one would not pass, in the words of the desk. */
export function whyNot({ faults = [], reason }: Verdict): string {
  if (faults.length === 0) return reason ?? '';
  return faults.map(({ detail, pointer }) => `${pointer} ${detail}`.trim()).join('; ');
}
