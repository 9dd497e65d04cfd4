import { topology } from '@warren/contracts';
import { printTopology } from '@warren/messaging';
import { golden } from '@warren/testing';

describe('the topology of the applications here', () => {
  it('is the one in docs/definitions.json, argument by argument', () => {
    const printed = printTopology(topology);
    expect(printed).toBe(golden('docs/definitions.json', printed));
  });
});
