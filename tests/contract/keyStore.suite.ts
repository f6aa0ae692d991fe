import { x25519 } from '@noble/curves/ed25519.js';
import { assert } from 'chai';
import { isId32 } from '../../src/model/ids.ts';
import type { Identity } from '../../src/ports.ts';
import { isSoundBoxKey, isSoundSigningKey, verify } from '../../src/wire/sign.ts';
import type { Cases } from '../support/page.ts';
import { assertRejects, type Device, type MakeDevice, noise, withDevice } from './device.ts';

async function made(device: Device): Promise<Identity> {
  const { keys, close } = await device.open();
  const identity = await keys.create();
  await close();
  return identity;
}

export const keyStoreCases = (make: MakeDevice): Cases => ({
  ...identities(make),
  ...secrets(make),
});

const identities = (make: MakeDevice): Cases => ({
  'has no identity before one is made': withDevice(make, async (device) => {
    const { keys, close } = await device.open();
    assert.isNull(await keys.load());
    await close();
  }),

  'makes sound keys, each different': withDevice(make, async (device) => {
    const identity = await made(device);
    assert.isTrue(isId32(identity.device));
    assert.isTrue(isSoundSigningKey(identity.device));
    assert.isTrue(isSoundBoxKey(identity.box));
    assert.lengthOf(identity.box, 32);
    assert.lengthOf(identity.networkSeed, 32);
    assert.notDeepEqual(identity.networkSeed, identity.box);
    assert.isTrue(identity.networkSeed.some((byte) => byte !== 0));
  }),

  'makes different identities on different devices': async () => {
    const [one, two] = await Promise.all([make(), make()]);
    const [a, b] = [await made(one), await made(two)];
    assert.notEqual(a.device, b.device);
    assert.notDeepEqual(a.box, b.box);
    assert.notDeepEqual(a.networkSeed, b.networkSeed);
    await Promise.all([one.remove(), two.remove()]);
  },

  'signs what the one verification accepts': withDevice(make, async (device) => {
    const identity = await made(device);
    for (const message of [new Uint8Array(), noise(70_000), noise(400).subarray(7, 60)]) {
      const signature = await identity.sign(message);
      assert.lengthOf(signature, 64);
      assert.isTrue(verify(identity.device, message, signature));
      assert.isFalse(verify(identity.device, noise(31), signature));
    }
  }),

  'agrees with another key on one secret': withDevice(make, async (device) => {
    const identity = await made(device);
    const other = x25519.keygen();
    const secret = await identity.agree(other.publicKey);
    assert.deepEqual(secret, x25519.getSharedSecret(other.secretKey, identity.box));
  }),

  'refuses keys that give no secret': withDevice(make, async (device) => {
    const identity = await made(device);
    await assertRejects(identity.agree(new Uint8Array(32)), 'malformed');
    await assertRejects(identity.agree(new Uint8Array(31)), 'malformed');
  }),

  'is the same after a crash': withDevice(make, async (device) => {
    const { keys } = await device.open();
    const before = await keys.create();
    await device.crash();
    const again = await device.open();
    const after = await again.keys.load();
    assert.equal(after?.device, before.device);
    assert.deepEqual(after?.box, before.box);
    assert.deepEqual(after?.networkSeed, before.networkSeed);
    const message = noise(100);
    assert.isTrue(verify(before.device, message, (await after?.sign(message)) ?? noise(64)));
    const other = x25519.keygen();
    assert.deepEqual(await after?.agree(other.publicKey), await before.agree(other.publicKey));
    await again.close();
  }),

  'never replaces an identity': withDevice(make, async (device) => {
    const { keys, close } = await device.open();
    const results = await Promise.allSettled([keys.create(), keys.create()]);
    const identities = results.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value] : [],
    );
    assert.lengthOf(identities, 1);
    await assertRejects(keys.create(), 'already-in-office');
    await Promise.all([
      assertRejects(keys.create(), 'already-in-office'),
      ...Array.from({ length: 20 }, (_, i) => keys.putSecret(`meanwhile ${i}`, noise(8))),
    ]);
    assert.equal((await keys.load())?.device, identities[0]?.device);
    await close();
  }),
});

const secrets = (make: MakeDevice): Cases => ({
  'keeps named secrets over a crash': withDevice(make, async (device) => {
    const names = ['office/1', 'office/1/2', '', "'; --", '👩‍💻'];
    const values = names.map(() => noise(32));
    const { keys } = await device.open();
    assert.isNull(await keys.secret('office/1'));
    await Promise.all(names.map((name, i) => keys.putSecret(name, values[i] ?? noise(1))));
    await device.crash();
    const again = await device.open();
    for (const [i, name] of names.entries()) {
      assert.deepEqual(await again.keys.secret(name), values[i]);
    }
    assert.isNull(await again.keys.secret('office'));
    assert.isNull(await again.keys.load(), 'a secret is no identity');
    await again.close();
  }),

  'replaces a secret, and shares no bytes with its caller': withDevice(make, async (device) => {
    const { keys, close } = await device.open();
    await keys.putSecret('key', new Uint8Array([1]));
    const room = new Uint8Array([0, 2, 3]);
    const put = keys.putSecret('key', room.subarray(1));
    room.fill(9);
    await put;
    const kept = await keys.secret('key');
    assert.deepEqual(kept, new Uint8Array([2, 3]));
    kept?.fill(9);
    assert.deepEqual(await keys.secret('key'), new Uint8Array([2, 3]));
    await close();
  }),

  'tells why a secret was not kept': withDevice(make, async (device) => {
    for (const reason of ['storage-full', 'storage-failed'] as const) {
      const { keys, close } = await device.open();
      device.fail(reason);
      await assertRejects(keys.putSecret('big', noise(400_000)), reason);
      device.fail(null);
      assert.isNull(await keys.secret('big'));
      await close();
    }
  }),

  'refuses everything when closed, which may come twice': withDevice(make, async (device) => {
    const { keys, outbox, close } = await device.open();
    await keys.close();
    await keys.close();
    await assertRejects(keys.load(), 'closed');
    await assertRejects(keys.create(), 'closed');
    await assertRejects(keys.secret('a'), 'closed');
    await assertRejects(keys.putSecret('a', noise(1)), 'closed');
    assert.deepEqual(await outbox.all(), [], 'other stores stay open');
    await close();
  }),
});
