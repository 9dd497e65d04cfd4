'use strict';

// Loaded into a process ahead of its own code, by `node --require`: its clock is CLOCK_SHIFT_MS ahead.

const SHIFT_MS = Number(process.env.CLOCK_SHIFT_MS);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + SHIFT_MS);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + SHIFT_MS;
  }
};
