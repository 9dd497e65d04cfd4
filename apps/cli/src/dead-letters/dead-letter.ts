/** A dead letter, as the worker gives it and as far as it is shown. */
export interface DeadLetter {
  readonly deadLetterId: string;
  readonly messageId: string;
  readonly queue: string;
  readonly state: string;
  readonly cause: string;
  readonly failure: { readonly code: string; readonly message: string; readonly stack?: string };
  readonly handler: string | null;
  readonly group: string;
  readonly at: string;
  readonly attempt: number;
  readonly redrives: number;
  readonly body: string;
  readonly encoding: string;
  readonly decoded?: string;
  readonly excerpt?: {
    readonly bytes: number;
    readonly sha256: string;
    readonly head: string;
    readonly encoding: string;
  };
  readonly action: Action | null;
  readonly previousActions?: readonly Action[];
}

/** What somebody did about one. */
interface Action {
  readonly kind: string;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
}
