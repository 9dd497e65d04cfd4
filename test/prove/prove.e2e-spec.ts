import { randomInt } from 'node:crypto';
import { expectFollowUps } from './expect-follow-ups';
import { drawUpLedger } from './ledger';
import { printFindings, printLedger, printTimeline } from './print-ledger';
import { runUnderFaults } from './prove.harness';

/** `npm run prove` sets 300; docs/proving.md says more. */
const SECONDS = Number(process.env.PROVE_SECONDS ?? 30);
const SEED = Number(process.env.PROVE_SEED ?? randomInt(1, 1_000_000));
/** Start, drain, and what a busy machine adds. */
const REST_MS = 1_500_000;

jest.setTimeout(SECONDS * 1_000 + REST_MS);

const say = (text: string): void => void process.stdout.write(`${text}\n`);

describe('two gateways, a broker and three workers under random faults', () => {
  it(`lose nothing, invent nothing and repeat nothing without a reason, for ${SECONDS} s`, async () => {
    say(`\nPROVE_SEED=${SEED} PROVE_SECONDS=${SECONDS}`);
    const run = expectFollowUps(await runUnderFaults(SEED, SECONDS * 1_000));
    const ledger = drawUpLedger(run);
    say(`\nWhat went wrong on purpose:\n${printTimeline(run)}`);
    say(`\nLedger of seed ${SEED}:\n${printLedger(ledger, SEED)}`);
    if (ledger.findings.length > 0) say(printFindings(ledger, run));
    expect(ledger.findings).toEqual([]);
    // A run in which nothing happened proves nothing.
    expect(ledger.processed).toBeGreaterThan(100);
    expect(ledger.foreign).toBeGreaterThan(20);
    expect(ledger.setAside).toBeGreaterThan(3);
    expect(ledger.actedOn).toBeGreaterThan(0);
    expect(run.faults.length).toBeGreaterThan(3);
    expect(run.journal.filter(({ queue }) => queue === 'orders.shipped').length).toBeGreaterThan(
      10,
    );
  });
});
