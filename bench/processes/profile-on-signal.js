// @ts-check
'use strict';

// Required into a process before it starts (`node --require`): SIGUSR2 starts a CPU profile, the
// next one ends it and leaves it in the file WARREN_BENCH_PROFILE.

const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');

const INTERVAL_US = 250;

const session = new Session();
let isRunning = false;

process.on('SIGUSR2', () => {
  if (!isRunning) {
    isRunning = true;
    session.connect();
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US });
    session.post('Profiler.start');
    return;
  }
  isRunning = false;
  session.post('Profiler.stop', (_error, { profile }) => {
    writeFileSync(
      process.env['WARREN_BENCH_PROFILE'] ?? 'bench.cpuprofile',
      JSON.stringify(profile),
    );
    session.disconnect();
  });
});
