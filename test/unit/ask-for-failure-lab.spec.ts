import { askForFailureLab } from '../../tools/setup/ask-for-failure-lab';

describe('the failure lab of npm start', () => {
  it.each([
    ['on', 'amqp://u:p@127.0.0.1:5672'],
    ['on', 'amqp://u:a,b@localhost,amqps://u:a,b@[::1]:5671/v'],
    ['off', 'amqp://u:a,b@localhost, amqp://rabbit.example'],
  ])('is %s for a broker at %s', (lab, brokerUrl) => {
    expect(askForFailureLab({ host: '127.0.0.1', brokerUrl }, undefined)).toBe(lab);
  });
});
