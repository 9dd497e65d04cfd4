import { managementAddresses } from './management-addresses';

const basesOf = (urls: string[], given?: string): string[] =>
  managementAddresses(urls, given).map(({ base }) => base);

describe('where the management API is', () => {
  it('is beside every node of the list', () => {
    expect(basesOf(['amqp://u:p,@a:5673/v', 'amqp://[::1]'])).toEqual([
      'http://a:15672',
      'http://[::1]:15672',
    ]);
  });

  it('is https beside amqps, with its files', () => {
    const [address] = managementAddresses(['amqps://u:p@a?cacertfile=/ca.pem&verify=verify_none']);
    expect(address).toMatchObject({
      base: 'https://a:15671',
      tls: { caFile: '/ca.pem', isVerified: false },
    });
  });

  it('is what is given, as the AMQP user or as another', () => {
    const given = 'http://a:15672/,https://m%C3%BC:p%2Cw,@b/rabbit/';
    expect(managementAddresses(['amqp://u:%C3%B1@h'], given)).toMatchObject([
      { base: 'http://a:15672', username: 'u', password: 'ñ' },
      { base: 'https://b/rabbit', username: 'mü', password: 'p,w,' },
    ]);
  });
});
