import { StrayFrames, type OpenChannels, type ReceivedFrame } from './stray-frames';

const DELIVER = 3_932_220;
const CANCEL = 3_932_190;

const delivery = (channel: number, consumerTag: string): ReceivedFrame[] => [
  { channel, id: DELIVER, fields: { consumerTag } },
  { channel, id: 60 },
  { channel },
  { channel },
];

describe('frames that nothing waits for', () => {
  const consuming = { channel: { consumers: new Map([['a', () => undefined]]) } };
  let channels: Record<number, OpenChannels[number]>;
  let strays: StrayFrames;

  const found = (frames: readonly ReceivedFrame[]): boolean[] =>
    frames.map((frame) => strays.isStray(frame));

  beforeEach(() => {
    channels = { 0: { channel: {} }, 1: consuming, 2: null };
    strays = new StrayFrames(channels);
  });

  it('are not those of a consumer, of the connection, or heartbeats', () => {
    const frames = [...delivery(1, 'a'), { channel: 0, id: 655_410 }, { channel: 0 }];
    expect(found(frames)).toEqual(Array(6).fill(false));
  });

  it.each([
    ['of a consumer that ended', 1, 'b'],
    ['on a channel that closed', 2, 'a'],
    ['on a channel that never was', 3, 'a'],
  ])('are a whole delivery %s, and nothing behind it', (_, channel, tag) => {
    expect(found(delivery(channel, tag))).toEqual(Array(4).fill(true));
    expect(found(delivery(1, 'a'))).toEqual(Array(4).fill(false));
    expect(strays.isStray({ channel: 1, id: CANCEL })).toBe(false);
  });

  it('are the rest of a delivery whose channel number is in use again', () => {
    const [head, ...rest] = delivery(2, 'a');
    expect(strays.isStray(head as ReceivedFrame)).toBe(true);
    channels[2] = consuming;
    expect(found(rest)).toEqual([true, true, true]);
    expect(found(delivery(2, 'a'))).toEqual(Array(4).fill(false));
  });

  it('are kept apart while deliveries of two channels come in turn', () => {
    const [stray, wanted] = [delivery(2, 'a'), delivery(1, 'a')];
    const frames = stray.flatMap((frame, n) => [frame, wanted[n] as ReceivedFrame]);
    expect(found(frames)).toEqual([true, false, true, false, true, false, true, false]);
  });
});
