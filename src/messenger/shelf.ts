import type { EntryId, LogId } from '../model/ids.ts';
import { partsOf } from '../model/ids.ts';
import type { Core } from './core.ts';
import { Excerpts } from './excerpts.ts';
import type { SavedMessage, SavedMessages } from './messenger.ts';
import { makeSource } from './observable.ts';
import type { TalkSource } from './talk.ts';
import { unchanged } from './unchanged.ts';

/** Reads what the person put aside, and follows it. */
export async function openShelf(core: Core, source: TalkSource): Promise<SavedMessages> {
  const { personal } = core;
  const excerpts = new Excerpts(core, source);
  const items = makeSource<readonly SavedMessage[]>([]);
  const publish = (): void => {
    const fresh = personal.aside().flatMap(({ id, log, at }): SavedMessage[] => {
      const conversation = partsOf(log)?.conversation;
      return conversation ? [{ id, conversation, at, message: excerpts.message(log, id) }] : [];
    });
    items.set(unchanged(items.get(), fresh));
  };
  const read = async (): Promise<void> => {
    const byLog = new Map<LogId, EntryId[]>();
    for (const { id, log } of personal.aside()) byLog.set(log, [...(byLog.get(log) ?? []), id]);
    const held = core.logs.vectors();
    for (const [log, ids] of byLog) if (held.has(log)) await excerpts.take(log, ids);
    publish();
  };
  const ends = [
    excerpts.onChange(publish),
    personal.onChange(() => {
      publish();
      read().catch(core.report);
    }),
  ];
  await read();
  return {
    items,
    close: () => {
      for (const end of ends) end();
      excerpts.close();
    },
  };
}
