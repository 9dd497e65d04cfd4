import type { ApiDescription } from '@warren/http';

/** The title page of the gateway's OpenAPI document. */
export const gatewayApi: ApiDescription = {
  title: 'Warren gateway',
  description:
    'Takes events and publishes them. 202 means that the broker has confirmed the event and at ' +
    'least one queue has it, or, for an event to be delivered later, the schedule.',
  version: '0.1.0',
};
