import JsdomEnvironment from 'jest-environment-jsdom';

const FROM_NODE = {
  ...{ AbortController, AbortSignal, Headers, Request, Response },
  ...{ ReadableStream, structuredClone, TextDecoder, TextEncoder },
};

/** jsdom with what browsers have and it has not. What is fetched a test answers, as `window.answerFetch`. */
export default class PageEnvironment extends JsdomEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    const global = this.global as unknown as {
      answerFetch: (request: Request) => Promise<Response>;
    };
    // The client keeps the fetch that is there when it is loaded.
    const fetch = (request: Request): Promise<Response> => global.answerFetch(request);
    Object.assign(global, FROM_NODE, { fetch });
  }
}
