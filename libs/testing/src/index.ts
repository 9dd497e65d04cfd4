export { createVhost, testBroker, type Vhost } from './broker/test-broker';
export { ManagementApi, type PeekedMessage, type QueueState } from './broker/management-api';
export { golden } from './golden';
export { AppProcess, type LogLine } from './process/app-process';
export { waitFor } from './wait-for';
