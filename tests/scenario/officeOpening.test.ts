import { beforeEach, expect, it } from 'vitest';
import { openOffice } from '../../src/messenger/open.ts';
import { storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const here = storyWorld();

let world: OfficeWorld;
let ana: Person;
beforeEach(async () => {
  world = here.world;
  ana = await world.found('Ana');
  await world.close(ana);
});

it('that fails after the first log was opened leaves none open, so that it can be tried again', async () => {
  const device = world.deviceOf(ana);
  const { state } = device;
  const read = state.get.bind(state);
  let isBroken = true;
  state.get = async (key) => {
    // What people say of themselves is read last, when the roster is open.
    if (isBroken && key === 'word') throw new Error('read failed');
    return read(key);
  };
  await expect(world.drive(openOffice(device))).rejects.toThrow('read failed');
  isBroken = false;
  ana.messenger = await world.drive(openOffice(device));
  expect(ana.here.conversations.get().map(({ name }) => name)).toContain('general');
});

it('whose network does not start leaves no log open', async () => {
  const device = world.deviceOf(ana);
  const makeNetwork = device.network;
  let isBroken = true;
  device.network = async (seed) => {
    const network = await makeNetwork(seed);
    const start = network.start.bind(network);
    network.start = () => (isBroken ? Promise.reject(new Error('no network')) : start());
    return network;
  };
  await expect(world.drive(openOffice(device))).rejects.toThrow('no network');
  isBroken = false;
  ana.messenger = await world.drive(openOffice(device));
  expect(ana.here.conversations.get().map(({ name }) => name)).toContain('general');
});

it('C4: what is written offline is noted as told to nobody before it can be found in the outbox', async () => {
  const device = world.deviceOf(ana);
  const { outbox, state } = device;
  const put = outbox.put.bind(outbox);
  const noted: boolean[] = [];
  outbox.put = async (items) => {
    const notes = (await state.scan('untold/')).map(([key]) => key);
    for (const { log, chain } of items) noted.push(notes.includes(`untold/${log}/${chain}`));
    await put(items);
  };
  ana.messenger = await world.drive(openOffice(device, { offline: true }));
  await world.drive(ana.here.send(ana.conversation(), 'written alone'));
  expect(noted).toEqual([true]);
});
