/** The broker has not answered a request in time; it may still do so. */
export class NoBrokerAnswerError extends Error {
  constructor(milliseconds: number) {
    super(`the broker does not answer within ${milliseconds} ms`);
    this.name = 'NoBrokerAnswerError';
  }
}

/**
 * What the broker answers, if it does so in time. The request itself is not taken back.
 *
 * @throws NoBrokerAnswerError when `milliseconds` have passed; what the request throws.
 */
export async function withTimeout<T>(request: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoBrokerAnswerError(milliseconds)), milliseconds);
  });
  try {
    return await Promise.race([request, late]);
  } finally {
    clearTimeout(timer);
  }
}
