import { type ConversationId, type MemberId, partsOf } from '../model/ids.ts';
import type { Core } from './core.ts';
import type { Observable } from './messenger.ts';
import { makeSource } from './observable.ts';
import { payloadOf } from './talk.ts';

type Typing = ReadonlyMap<ConversationId, readonly MemberId[]>;

/** Whose typing is heard where; a message that comes ends its author's. */
export function makeTyping(core: Core): { now: Observable<Typing>; close: () => void } {
  const now = makeSource<Typing>(new Map());
  const { typing } = core.presence;
  const refresh = (): void => {
    const self = core.office.memberOf(core.identity.device);
    const members = [...typing.now()].map(([id, devices]) => {
      const whose = devices.flatMap((device) => core.office.memberOf(device) ?? []);
      return [id, [...new Set(whose)].filter((it) => it !== self)] as const;
    });
    now.set(new Map(members.filter(([, all]) => all.length > 0)));
  };
  const ends = [
    typing.onChange(refresh),
    core.logs.onGrown((log, entries, own) => {
      const conversation = partsOf(log)?.conversation;
      if (!conversation || entries.length > MANY) return;
      for (const entry of entries) {
        const { device } = entry.at;
        // What changes nothing is not opened.
        if (!own && !typing.isTyping(device, conversation)) continue;
        if (payloadOf(entry)?.kind !== 'message') continue;
        if (own) typing.sent(conversation);
        else typing.stopped(device, conversation);
      }
    }),
  ];
  return {
    now,
    close: () => {
      for (const end of ends) end();
    },
  };
}

/** Entries that come at once by catching up: nobody types those now. */
const MANY = 20;
