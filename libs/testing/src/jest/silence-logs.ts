import { Logger } from '@nestjs/common';

// What the code under test logs would bury what the tests say. LOG_LEVEL=debug shows it.
if (process.env.LOG_LEVEL === undefined) Logger.overrideLogger(false);
