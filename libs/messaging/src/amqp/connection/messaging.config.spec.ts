import { loadConfigs } from '@warren/platform';
import { MessagingConfig } from './messaging.config';

function urlsOf(environment: Record<string, string>): readonly string[] {
  return loadConfigs([MessagingConfig], environment)[0].urls;
}

describe('the user of the broker', () => {
  it.each(['p@ss/w:rd#1?%', 'ñandú, €', "it's $HOME"])(
    'may have the password %j, which is not escaped',
    (password) => {
      const [first = '', second = ''] = urlsOf({
        RABBITMQ_URL: 'amqp://broker:5672/vhost,amqps://other',
        RABBITMQ_USERNAME: 'ops@example.org',
        RABBITMQ_PASSWORD: password,
      });
      expect(new URL(first).host + new URL(first).pathname).toBe('broker:5672/vhost');
      expect(new URL(second).host).toBe('other');
      for (const url of [first, second]) {
        const { password: written, username } = new URL(url);
        expect(decodeURIComponent(username)).toBe('ops@example.org');
        expect(decodeURIComponent(written)).toBe(password);
      }
    },
  );

  it('takes the place of the one in the URL, which else counts', () => {
    const RABBITMQ_URL = 'amqp://guest:guest@h:1';
    expect(urlsOf({ RABBITMQ_URL })).toEqual([RABBITMQ_URL]);
    expect(urlsOf({ RABBITMQ_URL, RABBITMQ_USERNAME: 'a', RABBITMQ_PASSWORD: 'b' })).toEqual([
      'amqp://a:b@h:1',
    ]);
  });
});
