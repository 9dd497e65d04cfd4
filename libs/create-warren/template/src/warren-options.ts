import { existsSync } from 'node:fs';
import type { WarrenOptions } from '@warren/nestjs';
import { topology } from './contracts/topology/topology';

/** The topology, and the environment with what `.env` adds to it, read when the application starts. */
export function readWarrenOptions(): WarrenOptions {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return { topology, connection: { url: process.env.RABBITMQ_URL } };
}
