import type { Prepare, Prepared } from '../../files/prepared.ts';
import { ConfabError } from '../../model/errors.ts';
import workerScript from './pictures.worker.ts?worker&url';
import { trustedScript } from './trustedScript.ts';

/** Milliseconds after which a picture is sent without a preview. */
const PATIENCE = 20_000;
/** Milliseconds without work after which the worker is let go of, with what it decoded. */
const IDLE = 30_000;

type Answer = { readonly prepared: Prepared } | { readonly failed: string };

let worker: Worker | null = null;
let letGo: ReturnType<typeof setTimeout> | undefined;
let busy = 0;

function end(): void {
  worker?.terminate();
  worker = null;
}

/** Takes metadata out of a picture and makes its preview, in a worker. */
export const preparePicture: Prepare = async (file) => {
  clearTimeout(letGo);
  worker ??= new Worker(trustedScript(workerScript), { type: 'module' });
  const { port1, port2 } = new MessageChannel();
  let late: ReturnType<typeof setTimeout> | undefined;
  busy += 1;
  try {
    const answer = await new Promise<Answer>((resolve, reject) => {
      port1.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
      late = setTimeout(() => {
        // Whatever it hangs on goes with it.
        end();
        reject(new ConfabError('timeout', 'a picture took too long to decode'));
      }, PATIENCE);
      worker?.postMessage(file, [port2]);
    });
    if ('failed' in answer) throw new ConfabError('malformed', answer.failed);
    return answer.prepared;
  } finally {
    clearTimeout(late);
    port1.close();
    busy -= 1;
    if (busy === 0) letGo = setTimeout(end, IDLE);
  }
};
