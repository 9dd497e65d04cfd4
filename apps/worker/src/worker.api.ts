import type { ApiDescription } from '@warren/http';

/** The title page of the worker's OpenAPI document. */
export const workerApi: ApiDescription = {
  title: 'Warren worker',
  description: 'Handles events, shows what was processed, and lets its consumers be operated.',
  version: '0.1.0',
  hasOperations: true,
};
