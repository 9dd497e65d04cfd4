import type { ApiPropertyOptions } from '@nestjs/swagger';

/** A publisher's headers, for OpenAPI. */
export const HEADERS_PROPERTY: ApiPropertyOptions = {
  type: 'object',
  additionalProperties: true,
  description:
    "Its publisher's. What JSON has no value for is an object with `!`, the AMQP type: `long` beyond " +
    '2^53 and `decimal` with their digits as a text in `value`, `timestamp` with seconds in `value`, ' +
    '`bytes` (and `text` that is no UTF-8) in `base64`, `float` or `double` where `value` is "-0", and ' +
    '`table` with pairs in `value` where a name is `!` or twice in it.',
  example: {
    lang: 'es',
    sequence: { '!': 'long', value: '9007199254740993' },
    price: { '!': 'decimal', value: '123.40' },
    sent: { '!': 'timestamp', value: 1_767_312_000 },
    digest: { '!': 'bytes', base64: 'AP8Q' },
    origin: { host: 'h1', hops: ['a', 'b'] },
  },
};
