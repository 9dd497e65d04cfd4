import { redactUrls } from './redact-urls';

describe('redacting URLs', () => {
  it('hides user and password in every URL of a text and leaves the rest', () => {
    expect(redactUrls('amqp://u:p@a:5672/v,amqps://u2:p%402@b and http://c/d')).toBe(
      'amqp://***@a:5672/v,amqps://***@b and http://c/d',
    );
  });

  it('hides a password that has a slash in it', () => {
    expect(redactUrls('amqp://user:pa/ss@host/vhost')).not.toContain('ss@host');
  });

  it('hides a password that has commas in it, also in a list', () => {
    expect(redactUrls('amqp://u:p,w,@a,amqps://u:,x@b/v')).toBe('amqp://***@a,amqps://***@b/v');
  });

  it.each([
    ['mail@example.com is no URL, and http://example.com has no user', undefined],
    ['connect to\tamqp://u:p@a\n(amqp://u:p@b)', 'connect to\tamqp://***@a\n(amqp://***@b)'],
    ['amqp://u:p@x@host,HTTP+x://u@h', 'amqp://***@host,HTTP+x://***@h'],
  ])('of %j hides them and nothing else', (text, redacted = text) => {
    expect(redactUrls(text)).toBe(redacted);
  });

  // Work that grows with the square of the length would take hours.
  it.each(['a', 'a.', 'a:', '://', 'a://', ',', ',a', ',a://', '@', 'a://b@', ' ', 'a://b '])(
    'is done soon with two million characters of %j',
    (part) => {
      const text = part.repeat(2_000_000 / part.length);
      expect(redactUrls(text).length).toBeGreaterThan(0);
    },
  );
});
