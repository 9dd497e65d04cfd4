export { ConfigError } from './config/config.error';
export { ConfigModule } from './config/config.module';
export { AppName, EnvVar, variableNames } from './config/env-var.decorator';
export { loadConfigs, type ConfigClass, type Environment } from './config/load-config';
export { readEnvironment } from './config/read-environment';
export { HealthModule } from './health/health.module';
export { Readiness, type CheckResult, type ReadinessReport } from './health/readiness';
export { AnswersModule } from './http/answers.module';
export { abortWhenGone, JsonAnswers } from './http/json-answers';
export { linkHeader, OVERLOADED, pageAddress } from './http/paging';
export { type ListPage } from './http/write-list';
export { compileShape, keepsRules, type Shape } from './http/compile-shape';
export {
  configureHttpApp,
  createApiDocument,
  type ApiDescription,
} from './http/configure-http-app';
export { findJsonProblem, tooDeep } from './http/bodies/body-problems';
export { GrowingBytes } from './http/bodies/growing-bytes';
export { joinPieces } from './http/bodies/join-pieces';
export { type BodyRouteConfig } from './http/read-bodies';
export { createFastifyAdapter } from './http/create-fastify-adapter';
export { runHttpApp } from './http/run-http-app';
export { StrictValidationPipe } from './http/validation.pipe';
export { NDJSON, sendLines } from './http/send-lines';
export { RefusalLog } from './http/refusal-log';
export { sendProblem } from './http/send-problem';
export { toProblem } from './http/to-problem';
export { HttpConfig } from './http/http.config';
export { OperatorConfig } from './http/operator.config';
export { OperatorOnly } from './http/operator-only.decorator';
export { ProblemError, type ProblemFields } from './http/problem.error';
export { EXIT_CONFIGURATION, Lifecycle } from './lifecycle/lifecycle';
export { LoggingConfig } from './logging/logging.config';
export { LoggingModule } from './logging/logging.module';
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
