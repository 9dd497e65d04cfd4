import { hostname } from 'node:os';

/** How this process is called in the journal: readable, the same as long as it lives. */
export const WORKER_NAME = `${hostname()}:${process.pid}`;
