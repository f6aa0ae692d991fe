import type { OpenMessenger } from '../../messenger/open.ts';
import { ConfabError } from '../../model/errors.ts';
import { refuseRemoved, using } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** `sync [--wait SECONDS]`: connects until nothing is lacking here and nothing waits to be sent. */
export async function sync(terminal: Terminal, patience: number): Promise<void> {
  if (terminal.offline) throw new ConfabError('unsupported', '“sync” with --offline');
  // Also where this device has no part any more: that its person left may be still to tell.
  await using(await terminal.openOffice(), async (office) => {
    const done = await patiently(terminal, office, patience);
    const { received, sent, logs } = done;
    terminal.show({ received, sent, logs }, `Up to date: ${received} received, ${sent} sent.`);
  });
}

/** Goes on as long as something moves; gives up after `patience` milliseconds in which nothing did. */
async function patiently(terminal: Terminal, office: OpenMessenger, patience: number) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), patience);
  const moved = () => timer.refresh();
  const stops = [office.progress.subscribe(moved), office.outbox.subscribe(moved)];
  try {
    return await office.caughtUp(AbortSignal.any([late.signal, terminal.interrupted]));
  } catch (error) {
    if (terminal.interrupted.aborted) throw new ConfabError('closed', 'interrupted');
    refuseRemoved(office);
    throw error;
  } finally {
    clearTimeout(timer);
    for (const stop of stops) stop();
  }
}
