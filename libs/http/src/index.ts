export { EventDto } from './event.dto';
export { IsMessageHeaders } from './is-message-headers';
export { IsRoutingKey, ROUTING_KEY } from './is-routing-key';
export { toDataSchema, toEventSchema, toExample, type SchemaObject } from './event-schema';
export { HealthModule } from './health/health.module';
export { AnswersModule } from './answers/answers.module';
export { abortWhenGone, JsonAnswers } from './answers/json-answers';
export { linkHeader, OVERLOADED, pageAddress } from './answers/paging';
export { type ListPage } from './answers/write-list';
export {
  configureHttpApp,
  createApiDocument,
  type ApiDescription,
} from './server/configure-http-app';
export { findJsonProblem, tooDeep } from './bodies/body-problems';
export { GrowingBytes } from './bodies/growing-bytes';
export { joinPieces } from './bodies/join-pieces';
export { type BodyRouteConfig } from './bodies/read-bodies';
export { createFastifyAdapter } from './server/create-fastify-adapter';
export { runHttpApp } from './server/run-http-app';
export { sendLines } from './answers/send-lines';
export { NDJSON, sendTexts } from './answers/send-texts';
export { RefusalLog } from './problems/refusal-log';
export { sendProblem } from './problems/send-problem';
export { toProblem } from './problems/to-problem';
export { HttpConfig } from './config/http.config';
export { OperatorConfig } from './config/operator.config';
export { OperatorName } from './operators/operator-name.decorator';
export { OperatorOnly } from './operators/operator-only.decorator';
export { problems } from './problems/problem-codes';
export { ProblemError } from './problems/problem.error';
export { LoggingConfig } from './logging/logging.config';
export { LoggingModule } from './logging/logging.module';
export { AppLogger } from './logging/app-logger';
