/** The declared topology contradicts itself. Raised while the code loads, before anything connects. */
export class InvalidTopologyError extends Error {
  readonly code = 'invalid_topology';

  constructor(readonly faults: readonly string[]) {
    super(`The topology is invalid:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
    this.name = 'InvalidTopologyError';
  }
}
