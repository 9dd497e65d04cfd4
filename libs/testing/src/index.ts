export { publishAmqp1 } from './amqp/publish-amqp1';
export { publishRaw, type RawMessage } from './amqp/publish-raw';
export {
  nestedLists,
  rawField,
  rawList,
  rawProperties,
  rawTable,
  rawText,
  rawValue,
  type RawProperties,
} from './amqp/raw-properties';
export {
  allowQueues,
  clearMemoryAlarm,
  forbidPublishing,
  forbidQueue,
  raiseMemoryAlarm,
  restartQuorumQueue,
  setBrokerTime,
  stopQuorumQueue,
} from './broker/control-broker';
export { createVhost, onRabbit4, testBroker, type Vhost } from './broker/test-broker';
export { ManagementApi, type PeekedMessage, type QueueState } from './broker/management-api';
export { freezeBroker } from './broker/freeze-broker';
export { startOwnBroker } from './broker/own-broker';
export { startCluster, type Cluster, type ClusterNode } from './broker/start-cluster';
export { golden } from './golden';
export { eachOf, get, nextPage, post, type Answer } from './http-client';
export { AppProcess, type LogLine } from './process/app-process';
export { startSystem, type RunningSystem } from './process/running-system';
export { runToEnd } from './run-to-end';
export { sendRaw } from './send-raw';
export { hostileBytes, spoilt } from './spoilt-json';
export { TcpProxy, type ProxyMode } from './proxy/tcp-proxy';
export { waitFor } from './wait-for';
export { exchanges, queues, routes, topology } from './topology/sample-topology';
