import type { Claim } from './claims';

/** Several times in the time that a claim is held for. */
const RENEW_EVERY_MS = 3_000;

/** A claim that is held until it is released, or lost. */
export type RenewedClaim = Pick<Claim, 'isHeld' | 'release'>;

/**
 * Renews a claim until it is released. While that is not possible `isHeld` is false.
 *
 * @param onLost called when another process has ended the claim: this one was away for too long.
 */
export function renewClaim(claim: Claim, onLost: () => void): RenewedClaim {
  const renew = async (): Promise<void> => {
    const isHolder = await claim.renew().catch(() => true);
    if (!isHolder) onLost();
  };
  const renewing = setInterval(() => void renew(), RENEW_EVERY_MS);
  return {
    get isHeld() {
      return claim.isHeld;
    },
    release: () => {
      clearInterval(renewing);
      return claim.release();
    },
  };
}
