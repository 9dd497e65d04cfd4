// @ts-check
'use strict';

const { serveRequests } = require('../processes/serve-requests');
const { runClosedLoop } = require('./run-closed-loop');
const { runOpenLoop } = require('./run-open-loop');

// A process of its own: the load must not wait for what else the bench does.
void serveRequests(() => ({ closedLoop: runClosedLoop, openLoop: runOpenLoop }));
