'use strict';

// Loaded into an app ahead of its own code, by `node --require`. Says in a log line of its own each time
// the event loop was held for longer than REPORTED_MS at a stretch. Counted is the processor time of the
// process within that stretch, not the time that passed: on a busy machine a process waits for its turn
// however well it behaves.

const { performance } = require('node:perf_hooks');

const REPORTED_MS = 15;
const PERIOD_MS = 5;

let [time, used] = [performance.now(), process.cpuUsage()];
setInterval(() => {
  const { system, user } = process.cpuUsage(used);
  const passed = performance.now() - time - PERIOD_MS;
  const heldMs = Math.min(passed, (system + user) / 1_000);
  if (heldMs > REPORTED_MS) {
    process.stdout.write(
      `${JSON.stringify({ level: 10, msg: 'loop held', heldMs, at: Date.now() })}\n`,
    );
  }
  [time, used] = [performance.now(), process.cpuUsage()];
}, PERIOD_MS).unref();
