import Archive from 'lucide-solid/icons/archive';
import Bookmark from 'lucide-solid/icons/bookmark';
import Hash from 'lucide-solid/icons/hash';
import Inbox from 'lucide-solid/icons/inbox';
import Info from 'lucide-solid/icons/info';
import Keyboard from 'lucide-solid/icons/keyboard';
import List from 'lucide-solid/icons/list';
import Pin from 'lucide-solid/icons/pin';
import Search from 'lucide-solid/icons/search';
import Settings from 'lucide-solid/icons/settings';
import SquarePen from 'lucide-solid/icons/square-pen';
import Star from 'lucide-solid/icons/star';
import UserPlus from 'lucide-solid/icons/user-plus';
import Users from 'lucide-solid/icons/users';
import type { Component } from 'solid-js';
import type { Conversation } from '../../messenger/messenger.ts';
import { addressOfPage, type Page } from '../address.ts';
import type { Opening } from '../frame/opening.ts';
import { goTo } from '../layers.ts';
import { text } from '../text/text.ts';
import type { View } from '../view.ts';

/** Something that can be done from anywhere. */
export interface Deed {
  readonly id: string;
  readonly name: string;
  readonly icon: Component<{ size: number; 'aria-hidden': 'true' }>;
  /** Does it, and closes or replaces the dialog that is open. */
  run(): void | Promise<void>;
}

/** What this person can do now, by name. */
export function deedsOf(view: View, opening: Opening): Deed[] {
  const here = opening.here();
  const room = here === null ? undefined : view.conversations.of(here);
  const { open } = opening;
  const dialog = (kind: 'message' | 'channel' | 'browse' | 'invite' | 'settings' | 'keys') => () =>
    open({ kind });
  const all: (Deed | false)[] = [
    page('inbox', Inbox, opening),
    page('saved', Bookmark, opening),
    deed('search', text.search.open, Search, () => opening.search(null)),
    view.may('create-group') &&
      deed('message', text.rooms.newMessage, SquarePen, dialog('message')),
    view.may('create-channel') && deed('channel', text.channel.open, Hash, dialog('channel')),
    deed('browse', text.rooms.browse, List, dialog('browse')),
    view.may('invite-member') && deed('invite', text.invite.open, UserPlus, dialog('invite')),
    deed('settings', text.settings.open, Settings, dialog('settings')),
    deed('keys', text.keys.title, Keyboard, dialog('keys')),
    deed('members', text.members.open, Users, () => opening.showMember(null)),
    ...(room ? deedsIn(room, view, opening) : []),
  ];
  return all.filter((it) => it !== false);
}

function deedsIn(room: Conversation, view: View, opening: Opening): (Deed | false)[] {
  const { messenger } = view;
  const { id } = room;
  const star = room.starred ? text.places.unstar : text.places.star;
  return [
    deed('pins', text.pins.open, Pin, () => opening.showPanel('pins')),
    deed('details', text.rooms.details, Info, () =>
      opening.open({ kind: 'details', conversation: id }),
    ),
    deed('star', star, Star, async () => {
      await messenger.prefer(id, 'star', !room.starred);
      opening.close();
    }),
    room.archived &&
      view.mayEdit(id, 'archive') &&
      deed('restore', text.rooms.restore, Archive, async () => {
        await messenger.editConversation(id, { archived: false });
        opening.close();
      }),
  ];
}

const deed = (id: string, name: string, icon: Deed['icon'], run: Deed['run']): Deed => ({
  id,
  name,
  icon,
  run,
});

const page = (which: Page, icon: Deed['icon'], opening: Opening): Deed =>
  deed(which, text[which].title, icon, () => {
    goTo(addressOfPage(which));
    opening.close();
  });
