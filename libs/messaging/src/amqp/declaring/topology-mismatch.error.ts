/** The broker has an exchange or queue of a declared name with other properties. */
export class TopologyMismatchError extends Error {
  readonly code = 'topology_mismatch';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TopologyMismatchError';
  }
}
