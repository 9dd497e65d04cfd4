import { normaliseMessage } from './normalise-message';

describe('the words of a failure without what differs', () => {
  it.each([
    ['the handler did not end within 5000 ms', 'the handler did not end within <n> ms'],
    ['no source \'crm-7\' in "a b"', 'no source <text> in <text>'],
    ["it didn't end in 5 ms and can't go on", "it didn't end in <n> ms and can't go on"],
    ['order 01a20bed-4ac6-759b-bd38-9b5c50ff1cd1 is gone', 'order <uuid> is gone'],
    ['block 9f86d081884c7d65 at 0xFF is bad', 'block <hex> at <hex> is bad'],
    ['connect ECONNREFUSED 10.0.0.7:5432', 'connect ECONNREFUSED <n>:<n>'],
    ['facade, added and defaced are words', 'facade, added and defaced are words'],
    ['lab2', 'lab<n>'],
  ])('of %j is %j', (message, normalised) => {
    expect(normaliseMessage(message)).toBe(normalised);
    expect(normaliseMessage(normalised)).toBe(normalised);
  });
});
