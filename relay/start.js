// Plain JavaScript: what is compiled is kept from the first line of TypeScript on.
import { programAt } from '../src/adapters/node/built.js';
import { keepCompiled } from '../src/adapters/node/keepCompiled.js';

await keepCompiled();
const { main } = await import(programAt('relay', 'relay/main.ts'));
process.exitCode = await main(process.argv.slice(2));
// Whatever a library left behind ends within a second; nothing waits for it.
process.exit();
