export { ConfigError } from './config/config.error';
export { ConfigModule } from './config/config.module';
export { AppName, EnvVar, variableNames } from './config/env-var.decorator';
export { fillConfig, loadConfigs, type ConfigClass, type Environment } from './config/load-config';
export { readEnvironment } from './config/read-environment';
export { Readiness, type CheckResult, type ReadinessReport } from './health/readiness';
export { isOnlyCopied, typedProperties } from './validation/class-marks';
export { compileShape, keepsNested, type Shape } from './validation/compile-shape';
export { hasMoreThan, MAX_VALUES } from './validation/count-values';
export { findFaults, type FieldFault } from './validation/find-faults';
export { toFieldFaults } from './validation/to-field-faults';
export { StrictValidationPipe } from './validation/validation.pipe';
export { EXIT_CONFIGURATION, Lifecycle } from './lifecycle/lifecycle';
export { RuntimeModule } from './lifecycle/runtime.module';
export { redactUrls } from './logging/redact-urls';
export { EventLoopShare } from './work/event-loop-share';
export {
  cursorAfter,
  searchNewest,
  SEARCH_BUDGET,
  type Found,
  type Search,
  type SearchBudget,
} from './work/search-newest';
export { TimeSlices, type Steps } from './work/time-slices';
export { closeOnSignals } from './lifecycle/close-on-signals';
export { exitCodeFor } from './lifecycle/exit-code-for';
