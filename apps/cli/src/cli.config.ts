import { EnvVar, type Environment } from '@warren/platform';
import { IsOptional, IsUrl } from 'class-validator';

/** Where the command line finds the worker. */
export class CliConfig {
  /** The worker's address. Default: port WORKER_PORT (8001) of this machine. */
  @EnvVar('WORKER_URL')
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true })
  readonly workerUrl?: string;
}

/** The worker's address, without a slash at its end. */
export function findWorker({ workerUrl }: CliConfig, { WORKER_PORT }: Environment): string {
  const port = WORKER_PORT?.trim();
  return (workerUrl ?? `http://127.0.0.1:${port ? port : '8001'}`).replace(/\/+$/, '');
}
