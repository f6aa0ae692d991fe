import { makeDoors } from '../../src/cli/compose.ts';

/** Opens the folder that is named, offline, reads the channel to its beginning and prints how many messages it has. */
const [data = ''] = process.argv.slice(2);
const messenger = await makeDoors({ data, offline: true, report: console.error }).openOffice();
const general = messenger.conversations.get().find(({ name }) => name === 'general');
if (!general) throw new Error('no channel general');
const timeline = await messenger.timeline(general.id);
while (!timeline.complete.get()) await timeline.loadOlder();
console.log(timeline.messages.get().filter(({ text }) => text.length > 0).length);
await messenger.close();
