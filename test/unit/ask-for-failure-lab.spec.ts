import { askForFailureLab } from '../../tools/setup/ask-for-failure-lab';

describe('the failure lab of npm start', () => {
  it.each<[string, string, boolean, string | undefined]>([
    ['on', '127.0.0.1', true, undefined],
    ['on', '[::1]', true, ' '],
    // It may listen on every address.
    ['off', '127.0.0.1', false, undefined],
    ['off', '0.0.0.0', true, undefined],
    ['off', '127.0.0.1', true, 'off'],
    ['on', '0.0.0.0', false, 'on'],
  ])(
    'is %s for apps on %s, where Warren started the broker: %s, and FAILURE_LAB=%s',
    (lab, host, isOwnBroker, wanted) => {
      expect(askForFailureLab({ host, isOwnBroker }, wanted)).toBe(lab);
    },
  );
});
