/** One or more options, or the environment variables behind them, are wrong; the message lists all of them. */
export class ConfigError extends Error {
  readonly code = 'invalid_config';

  constructor(readonly faults: readonly string[]) {
    super(`The configuration is not valid:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}
