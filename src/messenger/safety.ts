import type { Core } from './core.ts';
import type { Observable, Safety } from './messenger.ts';
import { makeSource } from './observable.ts';

/** Whether the app can be closed without harm. */
export function makeSafety(core: Core): { now: Observable<Safety>; close: () => void } {
  const { writing, saving, outboxSize } = core;
  const look = (): Safety => {
    if (writing.get() > 0 || saving.get().kind === 'not-saving') return 'writing';
    return outboxSize.get() > 0 ? 'waiting' : 'safe';
  };
  const now = makeSource<Safety>(look());
  const update = (): void => now.set(look());
  const ends = [writing, saving, outboxSize].map((it) =>
    (it as Observable<unknown>).subscribe(update),
  );
  return {
    now,
    close: () => {
      for (const end of ends) end();
    },
  };
}
