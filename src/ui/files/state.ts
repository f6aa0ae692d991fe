import { type Accessor, createMemo } from 'solid-js';
import type { Attachment, FileState, Holder } from '../../messenger/messenger.ts';
import { createObserved } from '../observe.ts';
import { text } from '../text/text.ts';
import { bytesText, timeText } from '../text/time.ts';
import type { View } from '../view.ts';

/** Where a message's file stands, and the words for it. Its holders are asked for while it is shown. */
export interface ShownFile {
  readonly state: Accessor<FileState>;
  readonly isHere: Accessor<boolean>;
  readonly words: Accessor<string>;
}

export function createShownFile(view: View, file: Attachment): ShownFile {
  const state = createObserved(view.messenger.files.state(file.id));
  return {
    state,
    isHere: createMemo(() => state().kind === 'complete'),
    words: createMemo(() => wordsOf(view, state(), file)),
  };
}

function wordsOf(view: View, state: FileState, { size }: Attachment): string {
  const all = bytesText(size);
  const here = bytesText(state.here);
  const part = state.here > 0 ? text.files.partly(here, all) : all;
  switch (state.kind) {
    case 'complete':
      return all;
    case 'fetching':
      return text.files.fetching(here, all, bytesText(state.speed));
    case 'failed':
      return `${part} · ${text.files.failures[state.why ?? 'storage-failed']}`;
    case 'waiting':
      return `${part} · ${waitingFor(view, state.holders)}`;
    case 'none':
      return state.here > 0 ? part : `${all} · ${text.files.notHere}`;
  }
}

function waitingFor(view: View, holders: readonly Holder[]): string {
  const other = holders.find((it) => it.kind === 'relay' || !it.self);
  if (!other) return text.files.waiting;
  return text.files.waitingFor(nameOf(view, other), timeText(other.seen));
}

/** A holder as people know it. */
export function nameOf(view: View, holder: Holder): string {
  const words = text.files.holders;
  if (holder.kind === 'relay') return words.relay;
  if (holder.self) return words.self;
  const person = view.members.of(holder.member)?.name ?? '';
  return holder.label ? words.device(person, holder.label) : words.unnamed(person);
}
