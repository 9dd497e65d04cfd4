import { readPatch } from './read-patch';

describe('reading a JSON Patch', () => {
  it.each([
    [null, '/0/path'],
    ['add', '/0/path'],
    [{ op: 'append', path: '/a' }, '/0/op'],
    [{ op: 'add', path: 'a', value: 1 }, '/0/path'],
    [{ op: 'add', path: '/~2', value: 1 }, '/0/path'],
    [{ op: 'add', path: '/a' }, '/0/value'],
    [{ op: 'copy', path: '/a' }, '/0/from'],
    [{ op: 'add', path: '/__proto__/x', value: 1 }, '/0/path'],
    [{ op: 'move', from: '/a/__proto__', path: '/b' }, '/0/from'],
    [{ op: 'remove', path: '/a'.repeat(81) }, '/0/path'],
    [{ op: 'remove', path: `/${'a'.repeat(2_000)}` }, '/0/path'],
  ])('refuses %j and says where', (operation, at) => {
    const pointer = `/patch${at}`;
    const fields = { errors: [{ pointer, detail: expect.any(String) as string }] };
    expect(() => readPatch([operation], '/patch')).toThrow(
      expect.objectContaining({ code: 'invalid_request', fields }) as Error,
    );
  });

  it('takes 64 operations', () => {
    const many = Array.from({ length: 64 }, () => ({ op: 'remove', path: '/a' }));
    expect(readPatch(many)).toHaveLength(64);
    expect(() => readPatch([...many, many[0]])).toThrow('at most 64');
  });
});
