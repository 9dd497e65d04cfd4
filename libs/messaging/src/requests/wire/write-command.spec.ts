import { headers as names } from '@warren/model';
import { echoTopology } from '../requests.harness';
import { writeCancel, writeCommand } from './write-command';

const NOW = 1_800_000_000_000;
const ID = '0190f9b2-0000-7000-8000-00000000abcd';
const written = { messageId: ID, pattern: 'echo', data: { text: 'a' }, deadline: NOW + 5_000 };

describe('a command that is written', () => {
  it("has the form of Nest's own, and its time in the header and as its expiration", () => {
    const message = writeCommand(written, echoTopology.commands, NOW);
    expect(JSON.parse(String(message.body))).toEqual({
      pattern: 'echo',
      data: { text: 'a' },
      id: ID,
    });
    expect(message).toMatchObject({
      exchange: '',
      routingKey: 'commands',
      properties: {
        messageId: ID,
        correlationId: ID,
        replyTo: 'amq.rabbitmq.reply-to',
        expiration: 5_000,
        persistent: true,
        mandatory: true,
        headers: { [names.deadline]: NOW + 5_000, [names.publishedAt]: NOW },
      },
    });
  });

  it('continues with the trace of who asked', () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const traceparent = `00-${trace}-b7ad6b7169203331-01`;
    const { properties } = writeCommand({ ...written, traceparent }, echoTopology.commands, NOW);
    expect(properties.headers).toMatchObject({ traceparent: `00-${trace}-800000000000abcd-01` });
  });

  it('never expires before it is sent', () => {
    const { properties } = writeCommand(written, echoTopology.commands, NOW + 6_000);
    expect(properties.expiration).toBe(1);
  });

  it('is taken back by its id, on the exchange that every worker hears', () => {
    expect(writeCancel(written, echoTopology.commands, NOW)).toMatchObject({
      exchange: 'commands.cancelled',
      routingKey: '',
      properties: {
        correlationId: ID,
        expiration: 5_000,
        persistent: false,
        mandatory: false,
        headers: { [names.deadline]: NOW + 5_000 },
      },
    });
  });
});
