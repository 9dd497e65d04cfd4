/** What jsdom does not lay out or connect, as pages need it. */
class Observer {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

/** The live feed of a test: `emit` sends what the desk would. */
export class FakeEventSource extends EventTarget {
  static newest?: FakeEventSource;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeEventSource.newest = this;
  }

  emit(type: 'records' | 'reset', data: object): void {
    const init = { data: JSON.stringify(data), lastEventId: '1' };
    this.dispatchEvent(new MessageEvent(type, init));
  }

  close(): void {}
}

export function addBrowserParts(): void {
  Object.assign(window, {
    ...{ ResizeObserver: Observer, EventSource: FakeEventSource, scrollTo: () => undefined },
    matchMedia: (media: string) => ({
      ...{ media, matches: false, addEventListener() {}, removeEventListener() {} },
      ...{ addListener() {}, removeListener() {} },
    }),
  });
  // A list that shows only what is in sight shows nothing where everything has no height.
  const size = { clientHeight: 600, clientWidth: 900, offsetHeight: 600, offsetWidth: 900 };
  for (const [name, value] of Object.entries(size)) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, value });
  }
}
