import type { ApiDescription } from '@warren/platform';

/** The title page of the worker's OpenAPI document. */
export const workerApi: ApiDescription = {
  title: 'Warren worker',
  description: 'Handles events and shows what was processed.',
  version: '0.1.0',
};
