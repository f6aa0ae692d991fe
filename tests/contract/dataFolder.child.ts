/**
 * A process that is killed by dataFolder.test.ts: opens the data folder named by its first argument,
 * then keeps own entries as the messenger does, saying each step once it is durable.
 * With `end` it closes the folder and must then end by itself.
 *   node dataFolder.child.ts FOLDER hold|write|end
 */
import * as Y from 'yjs';
import { openDataFolder } from '../../src/adapters/node/dataFolder.ts';
import { CHAIN, LOG, waiting } from './device.ts';

const [folder = '', task] = process.argv.slice(2);
const data = await openDataFolder(folder);
const doc = new Y.Doc();
const stored = await data.logs.open(LOG, doc);
console.log('ready');
if (task === 'end') {
  doc.getArray('chain').push([[new Uint8Array(1)]]);
  void data.outbox.put([waiting(0)]);
  await data.close();
} else {
  setInterval(() => {}, 1 << 30); // stays until it is killed
}

for (let number = 0; task === 'write'; number++) {
  await data.outbox.put([waiting(number, { envelope: new Uint8Array([number & 255]) })]);
  console.log(`put ${number}`);
  doc.transact(() => doc.getArray('chain').push([[new Uint8Array([number & 255])]]));
  await stored.flushed();
  console.log(`kept ${number}`);
  await data.state.set({ receipt: number });
  if (number % 3 === 2) {
    await data.outbox.drop(LOG, CHAIN, number - 1);
    console.log(`dropped ${number - 1}`);
  }
}
