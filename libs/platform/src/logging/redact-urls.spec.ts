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
});
