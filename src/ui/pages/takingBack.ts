import type { Message, Unsent } from '../../messenger/messenger.ts';
import type { ConversationId, EntryId } from '../../model/ids.ts';
import type { DraftKey } from '../app.ts';
import { joined } from '../conversation/draft.ts';
import type { View } from '../view.ts';

type Where = Pick<View, 'app' | 'messenger'>;

/** Takes back what waits. Its words are not lost: one can go on with them. Rejects as `Messenger.cancel`. */
export async function takeBack(view: Where, item: Unsent): Promise<void> {
  const { id, conversation, kind, about } = item;
  const message = conversation && (await messageIn(view, about ?? id, conversation));
  await view.messenger.cancel(id);
  if (conversation === null) return;
  if (kind === 'message') giveBack(view, item, placeOf(conversation, item.thread), message);
  if (kind === 'edit' && message && !message.deleted) {
    changeAgain(view, message, placeOf(conversation, message.root), item.text);
  }
}

const placeOf = (conversation: ConversationId, thread: EntryId | null): DraftKey =>
  thread ? `${conversation}/${thread}` : conversation;

const messageIn = ({ messenger }: Where, id: EntryId, within: ConversationId) =>
  messenger.message(id, within).catch(() => null);

/** A message, as it was changed by then, stands before what is being written. */
function giveBack(view: Where, item: Unsent, where: DraftKey, message: Message | null): void {
  const { begun } = view.app;
  const there = begun.all.get().get(where);
  const change = there?.change?.message === item.id ? there.change : null;
  writeBefore(view, where, change?.text ?? message?.text ?? item.text);
  if (there && change) begun.set(where, { ...there, change: null });
}

/** What a message was to be changed to stands where it is changed, unless something else does. */
function changeAgain(view: Where, { id }: Message, where: DraftKey, text: string): void {
  const { begun } = view.app;
  const { change = null, answering = null } = begun.all.get().get(where) ?? {};
  if (change === null) begun.set(where, { answering, change: { message: id, text } });
  else if (change.message !== id) writeBefore(view, where, text);
}

function writeBefore({ app: { drafts } }: Where, where: DraftKey, text: string): void {
  drafts.set(where, joined([text, drafts.all.get().get(where) ?? '']));
}
