import { existsSync } from 'node:fs';
import type { Environment } from './load-config';

/**
 * The process environment, after a `.env` file in the working directory, if there is one, has
 * filled in what is not set. This is the only place that reads it.
 */
export function readEnvironment(): Environment {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}
