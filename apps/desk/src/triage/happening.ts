/** Something that was done to the system. */
export interface Happening {
  /** `worker-started`, `worker-gone`, or what somebody did: `redriven`, `pause` ... */
  readonly kind: string;
  /** When, in milliseconds since 1970. */
  readonly atMs: number;
  readonly worker?: string;
  /** Where it touched one queue only. */
  readonly queue?: string;
  readonly by?: string;
  /** Of an operation: its id, on what it was, and why. */
  readonly operation?: string;
  readonly target?: string;
  readonly why?: string;
  /** How many messages it was about, when more than one. */
  count?: number;
}
