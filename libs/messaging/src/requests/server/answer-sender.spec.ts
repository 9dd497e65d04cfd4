import { MessagingConfig } from '../../amqp/connection/messaging.config';
import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';
import { AnswerSender } from './answer-sender';

const mockSend = jest.fn<Promise<SendOutcome>, [OutgoingMessage]>();

jest.mock('../../amqp/confirms/confirm-connection', () => ({
  ConfirmConnection: class {
    readonly refusal = undefined;
    readonly send = (message: OutgoingMessage): Promise<SendOutcome> => mockSend(message);
    readonly close = (): Promise<void> => Promise.resolve();
  },
}));

const notPermitted = { kind: 'unknown', reason: '403', isForbidden: true } as const;

/** Cells of the table of refusals in docs/message-loss.md. */
describe('the answer to a command', () => {
  const restoreTopology = jest.fn(() => Promise.resolve());
  let sender: AnswerSender;

  beforeEach(() => {
    mockSend.mockReset();
    sender = new AnswerSender(new MessagingConfig(), { isBlocked: false, restoreTopology }, 10);
  });

  afterEach(() => sender.stop());

  const answer = (deadline = Date.now() + 600_000): Promise<void> =>
    sender.send({ replyTo: 'replies', correlationId: 'c1' }, { response: 1 }, deadline, {});

  it('that may not be sent there is given up after three losses, before its deadline', async () => {
    mockSend.mockResolvedValue(notPermitted);
    await answer();
    expect(mockSend).toHaveBeenCalledTimes(3);
  });

  it('that may not be sent there is given up at its deadline', async () => {
    mockSend.mockResolvedValue(notPermitted);
    await answer(Date.now());
    expect(mockSend).toHaveBeenCalledTimes(1);
  });

  it('whose queue is missing is sent again when the topology is restored', async () => {
    mockSend.mockResolvedValueOnce({ kind: 'unroutable' });
    mockSend.mockResolvedValueOnce({ kind: 'confirmed' });
    await answer();
    expect(mockSend).toHaveBeenCalledTimes(2);
    expect(restoreTopology).toHaveBeenCalledTimes(1);
  });
});
