import type { ApiDescription } from '@warren/http';

/** The title page of the desk's OpenAPI document. */
export const deskApi: ApiDescription = {
  title: 'Warren desk',
  description: 'Shows the whole system, over all gateways and workers, as the journal says it.',
  version: '0.1.0',
  hasOperations: true,
};
