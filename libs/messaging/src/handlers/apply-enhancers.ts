import { HttpException, HttpStatus } from '@nestjs/common';
import {
  EXCEPTION_FILTERS_METADATA,
  GUARDS_METADATA,
  INTERCEPTORS_METADATA,
  PIPES_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants';
import {
  ApplicationConfig,
  ExternalContextCreator,
  type ModulesContainer,
  type NestContainer,
} from '@nestjs/core';
import { RpcParamtype } from '@nestjs/microservices/enums/rpc-paramtype.enum';
import { PermanentError } from '../messages/handler-errors';

/** What `ExecutionContext.getType()` says where a handler runs; its arguments are the handler's. */
const HANDLER_CONTEXT = 'warren';

const ENHANCERS = [
  EXCEPTION_FILTERS_METADATA,
  GUARDS_METADATA,
  INTERCEPTORS_METADATA,
  PIPES_METADATA,
];

type Method = (...args: never[]) => unknown;

/** What Nest keeps of a parameter, by a key that begins with its type. */
type ParameterMarks = Record<string, { readonly index: number }>;

/** Where the parameters of a handler are kept, those without a decorator too. */
const PARAMETERS_METADATA = 'warren:parameters';

/** A parameter without a decorator is what a handler takes in its place: the event, its delivery, the signal. */
const PLAIN_PARAMETERS: ParameterMarks = Object.fromEntries(
  [RpcParamtype.PAYLOAD, RpcParamtype.CONTEXT, RpcParamtype.GRPC_CALL].map((type, index) => [
    `${type}:${index}`,
    { index, pipes: [] },
  ]),
);

/** `@Payload()` is what the handler takes first, the event; `@Ctx()` is its delivery. */
const PARAMETERS = {
  exchangeKeyForValue: (type: number, name: unknown, args: unknown[]): unknown => {
    if (type === Number(RpcParamtype.GRPC_CALL)) return args[2];
    if (type !== Number(RpcParamtype.PAYLOAD)) return args[1];
    return typeof name === 'string' ? (args[0] as Record<string, unknown>)[name] : args[0];
  },
};

/** Whether the class or the method asks Nest for guards, pipes, interceptors, filters or parameters. */
export function hasEnhancers({ constructor }: object, name: string, method: Method): boolean {
  const asksFor = (key: string): boolean =>
    Reflect.hasMetadata(key, constructor) || Reflect.hasMetadata(key, method);
  return Reflect.hasMetadata(ROUTE_ARGS_METADATA, constructor, name) || ENHANCERS.some(asksFor);
}

/**
 * The method bound to its instance, with the guards, pipes, interceptors, filters and parameter
 * decorators that its class or itself ask Nest for. Those of the whole application are not applied:
 * they are made for HTTP. A method that asks for none is called as it is.
 *
 * What a guard, a pipe or an interceptor refuses is a PermanentError, `forbidden` or `invalid_event`.
 * What the method itself throws means what it means without them.
 */
export function applyEnhancers<M extends Method>(
  instance: object,
  name: string,
  method: M,
  modules: ModulesContainer,
): M {
  if (!hasEnhancers(instance, name, method)) return method.bind(instance) as M;
  declareParameters(instance, name);
  const thrown = new WeakSet<object>();
  const run = createContexts(modules).create(
    instance,
    noteErrors(method, thrown),
    name,
    PARAMETERS_METADATA,
    PARAMETERS,
    ...[undefined, undefined],
    // Without filters of its own each failure would be logged once more.
    { guards: true, interceptors: true, filters: hasFilters(instance, method) },
    HANDLER_CONTEXT,
  ) as Method;
  const handle = async (...args: never[]): Promise<unknown> => {
    try {
      return await run(...args);
    } catch (error) {
      throw error instanceof HttpException && !thrown.has(error) ? toFailure(error) : error;
    }
  };
  return handle as unknown as M;
}

function hasFilters({ constructor }: object, method: Method): boolean {
  return [constructor, method].some((of) => Reflect.hasMetadata(EXCEPTION_FILTERS_METADATA, of));
}

/** Without it Nest calls a method past its pipes, and leaves out what has no decorator. */
function declareParameters({ constructor }: object, name: string): void {
  const declared = Reflect.getMetadata(ROUTE_ARGS_METADATA, constructor, name) as
    ParameterMarks | undefined;
  const places = Object.values(declared ?? {}).map(({ index }) => index);
  const plain = Object.entries(PLAIN_PARAMETERS).filter(([, { index }]) => !places.includes(index));
  const all = { ...Object.fromEntries(plain), ...declared };
  Reflect.defineMetadata(PARAMETERS_METADATA, all, constructor, name);
}

/** The method, which notes what it throws itself; Nest finds its decorators on it. */
function noteErrors(method: Method, thrown: WeakSet<object>): (...args: unknown[]) => unknown {
  const noting = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
    try {
      return await method.apply(this, args as never[]);
    } catch (error) {
      if (error instanceof Error) thrown.add(error);
      throw error;
    }
  };
  Object.defineProperty(noting, 'name', { value: method.name });
  return Object.setPrototypeOf(noting, method) as typeof noting;
}

/** Nest's own, for an application that has no enhancers for all of it. */
function createContexts(modules: ModulesContainer): ExternalContextCreator {
  const container = { getModules: () => modules, applicationConfig: new ApplicationConfig() };
  return ExternalContextCreator.fromContainer(container as unknown as NestContainer);
}

/** Those of another time may go away: a limit of the rate, or a timeout. */
const PASSING: readonly number[] = [HttpStatus.REQUEST_TIMEOUT, HttpStatus.TOO_MANY_REQUESTS];
const FORBIDDEN: readonly number[] = [HttpStatus.UNAUTHORIZED, HttpStatus.FORBIDDEN];

function toFailure(error: HttpException): Error {
  const status = error.getStatus();
  if (status >= Number(HttpStatus.INTERNAL_SERVER_ERROR) || PASSING.includes(status)) return error;
  const code = FORBIDDEN.includes(status) ? 'forbidden' : 'invalid_event';
  return new PermanentError(code, error.message, { cause: error });
}
