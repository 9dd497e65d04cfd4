// Tests wait for conditions; how fast the machine is must not decide them.
jest.setTimeout(600_000);
