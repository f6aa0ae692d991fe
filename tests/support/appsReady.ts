/** Builds the web app that the relay serves, the programs and the gallery, where they are missing or older than their sources. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const scripts = ['../../relay/webApp.ts', '../../relay/programs.ts', 'buildGallery.ts'];

export default async function appsReady(): Promise<void> {
  const paths = scripts.map((it) => fileURLToPath(new URL(it, import.meta.url)));
  await Promise.all(paths.map((path) => run(process.execPath, [path])));
}
