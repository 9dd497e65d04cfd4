import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './find-config-classes';

interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly target: string };
  readonly hostname?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck: { readonly test: string | readonly string[] };
  readonly stop_grace_period: string;
  readonly init?: boolean;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
}

interface ComposeFile {
  readonly services: Readonly<Record<'broker' | 'gateway' | 'worker' | 'desk', ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const DEFAULTED = /\$\{[A-Z_]+:-([^{}]*)\}/g;

/** docker-compose.yml as it is when none of the variables in it is set. */
export function readComposeFile(): ComposeFile {
  const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
  const withoutInner = text.replace(DEFAULTED, '$1');
  const withDefaults = withoutInner.replace(DEFAULTED, '$1');
  // A variable without a value is taken from where Compose runs: here it is not set.
  const unset = withDefaults.replace(/^( +[A-Z_]+):$/gm, "$1: ''");
  return parse(unset, { merge: true }) as ComposeFile;
}

/** A published port, `address:host:container`. */
export function readPort(text: string): { address: string; host: number; container: number } {
  const [address = '', host, container] = text.split(':');
  return { address, host: Number(host), container: Number(container) };
}

/** A duration as Compose writes it, in milliseconds. */
export function readDurationMs(text: string): number {
  const [, digits, unit] = /^(\d+)(ms|s|m)$/.exec(text) ?? [];
  return Number(digits) * ({ ms: 1, s: 1_000, m: 60_000 }[unit ?? ''] ?? Number.NaN);
}
