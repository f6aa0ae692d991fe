import { assert } from 'chai';
import { verify } from '../../src/wire/sign.ts';
import type { Cases } from '../support/page.ts';
import { assertRejects, type MakeDevice, noise, withDevice } from './device.ts';

const WORDS = 'four unrelated plain words';
const OTHERS = 'and another four of them';

/** The passphrase lock of a key store, on every adapter. */
export const keyLockCases = (make: MakeDevice): Cases => ({
  'without a passphrase nothing is asked': withDevice(make, async (device) => {
    const { keys, close } = await device.open();
    assert.equal(await keys.lock.state(), 'none');
    await keys.lock.unlock(WORDS);
    await keys.lock.remove(WORDS);
    await keys.putSecret('key', noise(32));
    assert.equal(await keys.lock.state(), 'none');
    await close();
  }),

  'a passphrase locks what was there and what comes, over a crash': withDevice(
    make,
    async (device) => {
      const { keys } = await device.open();
      const made = await keys.create();
      const [before, later] = [noise(32), noise(40)];
      await keys.putSecret('before', before);
      await assertRejects(keys.lock.set('short'), 'weak-passphrase');
      assert.equal(await keys.lock.state(), 'none');
      await keys.lock.set(WORDS);
      assert.equal(await keys.lock.state(), 'unlocked');
      await keys.putSecret('later', later);
      assert.deepEqual(await keys.secret('before'), before);
      await device.crash();

      const again = await device.open();
      assert.equal(await again.keys.lock.state(), 'locked');
      await assertRejects(again.keys.load(), 'locked');
      await assertRejects(again.keys.create(), 'locked');
      await assertRejects(again.keys.secret('before'), 'locked');
      await assertRejects(again.keys.putSecret('more', noise(1)), 'locked');
      await assertRejects(again.keys.lock.unlock('four unrelated plain word'), 'wrong-passphrase');
      assert.equal(await again.keys.lock.state(), 'locked');
      await again.keys.lock.unlock(WORDS);
      assert.equal(await again.keys.lock.state(), 'unlocked');
      assert.deepEqual(await again.keys.secret('before'), before);
      assert.deepEqual(await again.keys.secret('later'), later);
      assert.isNull(await again.keys.secret('more'));
      const identity = await again.keys.load();
      assert.equal(identity?.device, made.device);
      assert.deepEqual(identity?.networkSeed, made.networkSeed);
      const message = noise(100);
      assert.isTrue(verify(made.device, message, (await identity?.sign(message)) ?? noise(64)));
      await assertRejects(again.keys.create(), 'already-in-office');
      await again.close();
    },
  ),

  'the passphrase changes and goes only with the one before': withDevice(make, async (device) => {
    const { keys, close } = await device.open();
    const { networkSeed } = await keys.create();
    const value = noise(32);
    await keys.putSecret('key', value);
    await keys.lock.set(WORDS);
    await assertRejects(keys.lock.set(OTHERS), 'wrong-passphrase');
    await assertRejects(keys.lock.set(OTHERS, OTHERS), 'wrong-passphrase');
    await assertRejects(keys.lock.remove(OTHERS), 'wrong-passphrase');
    await keys.lock.set(OTHERS, WORDS);
    await close();

    const again = await device.open();
    await assertRejects(again.keys.lock.unlock(WORDS), 'wrong-passphrase');
    // Nothing needs to be unlocked before.
    await again.keys.lock.remove(OTHERS);
    assert.equal(await again.keys.lock.state(), 'none');
    assert.deepEqual(await again.keys.secret('key'), value);
    assert.deepEqual((await again.keys.load())?.networkSeed, networkSeed);
    await again.close();
  }),

  'a passphrase set before there are keys wraps those that are made': withDevice(
    make,
    async (device) => {
      const { keys, close } = await device.open();
      await keys.lock.set(WORDS);
      const made = await keys.create();
      assert.isTrue(await keys.lock.wrapsPrivateKeys());
      await close();
      const again = await device.open();
      await again.keys.lock.unlock(WORDS);
      const identity = await again.keys.load();
      assert.equal(identity?.device, made.device);
      const message = noise(100);
      assert.isTrue(verify(made.device, message, (await identity?.sign(message)) ?? noise(64)));
      assert.deepEqual(await identity?.agree(made.box), await made.agree(made.box));
      await again.keys.lock.remove(WORDS);
      const free = await again.keys.load();
      assert.isTrue(verify(made.device, message, (await free?.sign(message)) ?? noise(64)));
      await again.close();
    },
  ),

  'closing forgets the keys of an open lock, after what is under way': withDevice(
    make,
    async (device) => {
      const { keys, close } = await device.open();
      await keys.create();
      const value = noise(32);
      await keys.lock.set(WORDS);
      const put = keys.putSecret('key', value);
      await Promise.all([put, keys.close()]);
      await assertRejects(keys.load(), 'closed');
      await assertRejects(keys.secret('key'), 'closed');
      await assertRejects(keys.lock.state(), 'closed');
      await close();
      const again = await device.open();
      await again.keys.lock.unlock(WORDS);
      assert.deepEqual(await again.keys.secret('key'), value);
      await again.close();
    },
  ),

  'what fails half-way changes nothing': withDevice(make, async (device) => {
    const { keys, close } = await device.open();
    await keys.create();
    const value = noise(400_000);
    await keys.putSecret('key', value);
    device.fail('storage-failed');
    await assertRejects(keys.lock.set(WORDS), 'storage-failed');
    device.fail(null);
    assert.equal(await keys.lock.state(), 'none');
    assert.deepEqual(await keys.secret('key'), value);
    await close();
  }),

  'what is read while the passphrase comes, changes and goes is right': withDevice(
    make,
    async (device) => {
      const { keys, close } = await device.open();
      const made = await keys.create();
      const value = noise(32);
      await keys.putSecret('key', value);
      const { lock } = keys;
      const changes = [
        () => lock.set(WORDS),
        () => lock.set(OTHERS, WORDS),
        () => lock.remove(OTHERS),
      ];
      for (const change of changes) {
        let isDone = false;
        const changing = change().finally(() => {
          isDone = true;
        });
        const reads: Promise<unknown>[] = [];
        while (!isDone) {
          reads.push(
            Promise.all([keys.secret('key'), keys.load(), lock.state()]).then(
              ([secret, identity, state]) => {
                assert.deepEqual(secret, value);
                assert.equal(identity?.device, made.device);
                assert.notEqual(state, 'locked');
              },
            ),
          );
          await new Promise((resolve) => setTimeout(resolve));
        }
        await Promise.all(reads);
        await changing;
      }
      await close();
    },
  ),

  'typed on another keyboard it is the same passphrase': withDevice(make, async (device) => {
    const { keys, close } = await device.open();
    await keys.lock.set('cafe\u0301 au lait');
    await close();
    const again = await device.open();
    await again.keys.lock.unlock('caf\u00e9 au lait');
    await again.close();
  }),
});
