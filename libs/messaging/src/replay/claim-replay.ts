import { WarrenError } from '@warren/model';
import type { Claims } from '../journal/claims';
import { renewClaim, type RenewedClaim } from '../journal/renew-claim';

/** The right to replay to a queue, held until it is released. */
export type ReplayClaim = RenewedClaim;

/**
 * Claims a queue for one replay over all workers (I17), and renews the claim. While that is not possible
 * `isHeld` is false.
 *
 * @param onLost called when another worker has ended the claim: this process was away for too long.
 * @throws WarrenError `replay_in_progress` when another worker holds it, `refused` when the journal
 * cannot be asked for that.
 */
export async function claimReplay(
  claims: Pick<Claims, 'take'>,
  to: string,
  onLost: () => void,
): Promise<ReplayClaim> {
  const claim = await claims.take(to);
  if (!claim) {
    const detail = `another worker replays to '${to}', or was killed less than a minute ago`;
    throw new WarrenError('replay_in_progress', detail);
  }
  return renewClaim(claim, onLost);
}
