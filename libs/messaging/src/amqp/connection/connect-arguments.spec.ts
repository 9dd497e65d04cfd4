import { hostname } from 'node:os';
import { connectArguments } from './connect-arguments';
import { consumerTag } from './name-connection';

const settings = { app: 'worker', heartbeatSeconds: 10 };

describe('what amqplib is given to connect', () => {
  it.each([
    ['amqp://u:p@host/a%C3%B1o', 'amqp://host:5672/a%C3%B1o?heartbeat=10'],
    ['amqp://[::1]/%2F', 'amqp://[::1]:5672/%2F?heartbeat=10'],
    ['amqps://h?heartbeat=3&frame_max=8192', 'amqps://h:5671/%2F?heartbeat=3&frameMax=8192'],
    ['amqp://h/a%2Fb?channel_max=200', 'amqp://h:5672/a%2Fb?heartbeat=10&channelMax=200'],
  ])('for %s names no user in the URL', (text, url) => {
    expect(connectArguments(text, 'deliveries', settings).url).toBe(url);
  });

  it.each([
    ['amqp://u:contrase%C3%B1a@h', 'PLAIN', '\0u\0contraseña'],
    ['amqp://%E7%94%A8:%F0%9F%90%87,@h', 'PLAIN', '\0用\0🐇,'],
    ['amqp://h', 'PLAIN', '\0guest\0guest'],
  ])('for %s has credentials in UTF-8', (text, mechanism, sent) => {
    const { credentials } = connectArguments(text, 'deliveries', settings).options;
    expect(credentials?.mechanism).toBe(mechanism);
    expect(credentials?.response()).toEqual(Buffer.from(sent));
  });

  it('has the timeout and the name of the server that the URL asks for', () => {
    const text = 'amqps://10.0.0.1?connection_timeout=900&server_name_indication=rabbit.lan';
    expect(connectArguments(text, 'deliveries', settings).options).toMatchObject({
      timeout: 900,
      servername: 'rabbit.lan',
      rejectUnauthorized: true,
    });
  });

  it('names the app, the host, the process and the role', () => {
    const { options } = connectArguments('amqp://h', 'deliveries', settings);
    expect(options.clientProperties).toEqual({
      connection_name: `warren worker@${hostname().slice(0, 64)}/${process.pid} deliveries`,
    });
  });
});

describe('the tag of a consumer', () => {
  it('says which queue and which process, and is another each time', () => {
    const [one, two] = [consumerTag('mensajes'), consumerTag('mensajes')];
    expect(one).toMatch(new RegExp(`^mensajes@.+/${process.pid}#[0-9a-f]{8}$`));
    expect(two).not.toBe(one);
  });

  it('fits a name of AMQP, however long the name of the queue is', () => {
    expect(consumerTag('q'.repeat(300)).length).toBeLessThan(240);
  });
});
