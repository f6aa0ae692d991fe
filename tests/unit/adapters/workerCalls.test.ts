import { expect, test } from 'vitest';
import { type Call, Calls, outcomeOf } from '../../../src/adapters/browser/workerCalls.ts';
import { ConfabError } from '../../../src/model/errors.ts';

/** Calls of a target on the other side of what a worker's boundary does to what passes it. */
function across(target: object): Calls {
  const calls: Calls = new Calls((call, transfer) => {
    const there = structuredClone(call, { transfer });
    void outcomeOf(target, there).then((it) => calls.hear(structuredClone(it)));
  });
  return calls;
}

const target = {
  async add(a: number, b: number) {
    return a + b;
  },
  async length(bytes: Uint8Array) {
    return bytes.length;
  },
  async refuse() {
    throw new ConfabError('storage-full', 'keeping chunk abc: 17 bytes');
  },
  async break() {
    throw new TypeError('no such thing');
  },
};

test('what is called is answered, each call its own', async () => {
  const calls = across(target);
  const sums = [1, 2, 3].map((it) => calls.make('add', [it, 10]));
  expect(await Promise.all(sums)).toEqual([11, 12, 13]);
});

test('what is handed over is there, and no more here', async () => {
  const bytes = new Uint8Array(1_000);
  expect(await across(target).make('length', [bytes], [bytes.buffer])).toBe(1_000);
  expect(bytes.length).toBe(0);
});

const failure = (method: string): Promise<ConfabError> =>
  across(target)
    .make(method, [])
    .then(
      () => expect.fail('it should fail'),
      (error) => error,
    );

test('an error keeps its reason and words', async () => {
  const error = await failure('refuse');
  expect(error).toBeInstanceOf(ConfabError);
  expect(error.reason).toBe('storage-full');
  expect(error.message).toBe('storage-full: keeping chunk abc: 17 bytes');
});

test.each(['break', 'nothing'])('%s: what nobody expected is told too', async (method) => {
  const error = await failure(method);
  expect(error).toBeInstanceOf(ConfabError);
  expect(['storage-failed', 'unsupported']).toContain(error.reason);
});

test('when nothing comes any more all calls fail, also later ones', async () => {
  const sent: Call[] = [];
  const calls = new Calls((call) => sent.push(call));
  const waiting = [calls.make('add', [1, 2]), calls.make('add', [3, 4])];
  calls.fail(new ConfabError('storage-failed', 'gone'));
  for (const call of [...waiting, calls.make('add', [5, 6])]) {
    await expect(call).rejects.toMatchObject({ reason: 'storage-failed' });
  }
  expect(sent).toHaveLength(2);
  calls.hear({ kind: 'done', id: sent[0]?.id ?? 0, result: 3 });
});

test('a call that cannot be sent fails, and leaves nothing waiting', async () => {
  const calls = across(target);
  await expect(calls.make('add', [() => 1, 2])).rejects.toThrow();
  expect(await calls.make('add', [1, 2])).toBe(3);
});
