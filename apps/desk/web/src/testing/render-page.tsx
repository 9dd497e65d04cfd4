import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { configure, render } from '@testing-library/react';
import { addBrowserParts } from './browser-parts';

// How fast the machine is must not decide a test.
configure({ asyncUtilTimeout: 20_000 });

/** What the desk answers, by method and path: JSON, lines of text, or what makes it of the request. */
export type Answers = Readonly<Record<string, unknown>>;

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

export interface ShownPage {
  /** What the page asked for. */
  readonly asked: readonly Asked[];
  /** The path and the query that it shows. */
  readonly address: () => string;
}

/** Shows a page at an address as the app does, with a desk that gives these answers. */
export function renderPage(
  page: () => React.JSX.Element,
  { answers, at, path }: { answers: Answers; at: string; path: string },
): ShownPage {
  addBrowserParts();
  const asked: Asked[] = [];
  const answerFetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const one = { method: request.method, url, body: await request.text() };
    asked.push(one);
    return answer(one, answers[`${request.method} ${url.pathname}`]);
  };
  Object.assign(window, { answerFetch });
  const root = createRootRoute();
  const route = createRoute({ getParentRoute: () => root, path, component: page });
  const history = createMemoryHistory({ initialEntries: [at] });
  const router = createRouter({
    routeTree: root.addChildren([route]),
    history,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { asked, address: () => history.location.href };
}

function answer(asked: Asked, given: unknown): Response {
  if (given === undefined) return new Response('{"detail":"no such thing"}', { status: 404 });
  const made = typeof given === 'function' ? (given as (one: Asked) => unknown)(asked) : given;
  return new Response(typeof made === 'string' ? made : JSON.stringify(made));
}
