import './Sidebar.css';
import List from 'lucide-solid/icons/list';
import Plus from 'lucide-solid/icons/plus';
import Search from 'lucide-solid/icons/search';
import Settings from 'lucide-solid/icons/settings';
import SquarePen from 'lucide-solid/icons/square-pen';
import UserPlus from 'lucide-solid/icons/user-plus';
import { createMemo, type JSX, Show } from 'solid-js';
import type { Member } from '../../messenger/messenger.ts';
import type { ConversationId } from '../../model/ids.ts';
import type { Page } from '../address.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { MemberFace } from '../parts/MemberFace.tsx';
import { Custom } from '../people/Custom.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { useOpening } from './opening.ts';
import { PageLinks } from './PageLinks.tsx';
import { SidebarSection } from './SidebarSection.tsx';
import { StatusLine } from './StatusLine.tsx';
import { createSections } from './sections.ts';
import { UpdateOffer } from './UpdateOffer.tsx';

interface SidebarProps {
  readonly current: ConversationId | null;
  readonly page: Page | null;
  /** A conversation was chosen. */
  readonly onChoose: () => void;
  readonly withStatus: boolean;
}

export function Sidebar(props: SidebarProps): JSX.Element {
  const view = useView();
  const { open, search } = useOpening();
  const current = () => props.current;
  const sections = createSections(view, current);
  // Without a connection nobody can reach this person, whatever was last announced.
  const self = createMemo(
    (): Member =>
      view.connection().kind === 'connected' ? view.me() : { ...view.me(), status: 'offline' },
  );
  const standing = (): string =>
    [text.standings[self().status], view.availability().custom?.text].filter(Boolean).join(', ');
  const titles = {
    starred: () => text.places.starred,
    group: () => text.rooms.groups,
    direct: () => text.rooms.directs,
  };
  const optional = (section: keyof typeof titles): JSX.Element => (
    <Show when={sections()[section].length > 0}>
      <SidebarSection
        section={section}
        title={titles[section]()}
        ids={sections()[section]}
        current={props.current}
        onChoose={props.onChoose}
      />
    </Show>
  );
  const channelActions = (
    <>
      <IconButton label={text.rooms.browse} onClick={() => open({ kind: 'browse' })}>
        <List size={16} aria-hidden="true" />
      </IconButton>
      <Show when={view.may('create-channel')}>
        <IconButton label={text.channel.open} onClick={() => open({ kind: 'channel' })}>
          <Plus size={16} aria-hidden="true" />
        </IconButton>
      </Show>
    </>
  );
  return (
    <div class="sidebar">
      <header class="sidebar-head">
        <span id="office-name" class="sidebar-office name clipped" dir="auto">
          {view.officeName()}
        </span>
        <Show when={view.may('create-group')}>
          <IconButton label={text.rooms.newMessage} onClick={() => open({ kind: 'message' })}>
            <SquarePen size={18} aria-hidden="true" />
          </IconButton>
        </Show>
        <IconButton label={text.search.open} onClick={() => search(null)}>
          <Search size={18} aria-hidden="true" />
        </IconButton>
        <IconButton label={text.settings.open} onClick={() => open({ kind: 'settings' })}>
          <Settings size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <div class="sidebar-nav">
        <PageLinks current={props.page} onChoose={props.onChoose} />
        <nav aria-label={text.nav.label} data-region="conversations">
          {optional('starred')}
          <SidebarSection
            section="channel"
            title={text.nav.channels}
            ids={sections().channel}
            current={props.current}
            onChoose={props.onChoose}
            actions={channelActions}
            empty={text.nav.empty}
          />
          {optional('group')}
          {optional('direct')}
        </nav>
        <Show when={view.may('invite-member')}>
          <Button kind="quiet" class="sidebar-invite" onClick={() => open({ kind: 'invite' })}>
            <UserPlus size={16} aria-hidden="true" />
            {text.invite.open}
          </Button>
        </Show>
      </div>
      <footer class="sidebar-foot">
        <UpdateOffer update={view.app.update} />
        <div class="sidebar-me">
          <button
            type="button"
            class="sidebar-status"
            aria-label={text.yourStatus.open(standing())}
            onClick={() => open({ kind: 'status' })}
          >
            <MemberFace member={self()} />
          </button>
          <div class="sidebar-self">
            <p class="sidebar-name name clipped" dir="auto">
              {view.me().name}
            </p>
            <Custom custom={view.availability().custom} />
            <Show when={props.withStatus}>
              <StatusLine />
            </Show>
          </div>
        </div>
      </footer>
    </div>
  );
}
