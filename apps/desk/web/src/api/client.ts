import createClient from 'openapi-fetch';
import { API_ROOT } from './desk-address';
import type { components, paths } from './schema';

/** A DTO of the desk's OpenAPI document, by name. */
export type Dto<Name extends keyof components['schemas']> = components['schemas'][Name];

/** Calls the API of the desk, typed by its OpenAPI document. `unwrap` gives the answer or throws. */
export const api = createClient<paths>({ baseUrl: API_ROOT });

/** What is wrong with one field of what was sent, by its JSON pointer. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** A refusal as the desk words it (problem+json), or that it could not be reached. */
class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

interface ApiAnswer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** @throws ApiProblem with the sentence of the desk. */
export async function unwrap<T>(answer: Promise<ApiAnswer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok && data !== undefined) return data;
  const { code = 'unknown', detail, title } = (error ?? {}) as Record<string, string | undefined>;
  throw new ApiProblem(response.status, code, detail ?? title ?? response.statusText);
}
