import './Sidebar.css';
import Plus from 'lucide-solid/icons/plus';
import Settings from 'lucide-solid/icons/settings';
import UserPlus from 'lucide-solid/icons/user-plus';
import { createMemo, For, type JSX, Show } from 'solid-js';
import type { Member } from '../../messenger/messenger.ts';
import type { ConversationId } from '../../model/ids.ts';
import { createObserved } from '../observe.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { MemberFace } from '../parts/MemberFace.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { ConversationLink } from './ConversationLink.tsx';
import { StatusLine } from './StatusLine.tsx';
import { UpdateOffer } from './UpdateOffer.tsx';

/** The dialogs that open from the sidebar. */
export type Opened = 'invite' | 'channel' | 'settings';

interface SidebarProps {
  readonly current: ConversationId | null;
  readonly onOpen: (dialog: Opened) => void;
  /** A conversation was chosen. */
  readonly onChoose: () => void;
  readonly withStatus: boolean;
}

export function Sidebar(props: SidebarProps): JSX.Element {
  const view = useView();
  const drafts = createObserved(view.app.drafts.all);
  // Without a connection nobody can reach this person, whatever was last announced.
  const self = createMemo(
    (): Member =>
      view.connection().kind === 'connected' ? view.me() : { ...view.me(), status: 'offline' },
  );
  return (
    <div class="sidebar">
      <header class="sidebar-head">
        <span id="office-name" class="sidebar-office name clipped" dir="auto">
          {view.officeName()}
        </span>
        <IconButton label={text.settings.open} onClick={() => props.onOpen('settings')}>
          <Settings size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <nav class="sidebar-nav" aria-label={text.nav.label}>
        <div class="sidebar-section">
          <h2>{text.nav.channels}</h2>
          <IconButton label={text.channel.open} onClick={() => props.onOpen('channel')}>
            <Plus size={16} aria-hidden="true" />
          </IconButton>
        </div>
        <Show
          when={view.conversations.ids().length > 0}
          fallback={<p class="sidebar-empty">{text.nav.empty}</p>}
        >
          <ul>
            <For each={view.conversations.ids()}>
              {(id) => (
                <Show when={view.conversations.of(id)}>
                  {(conversation) => (
                    <ConversationLink
                      conversation={conversation()}
                      current={props.current === id}
                      draft={drafts().has(id)}
                      onChoose={props.onChoose}
                    />
                  )}
                </Show>
              )}
            </For>
          </ul>
        </Show>
        <Button kind="quiet" class="sidebar-invite" onClick={() => props.onOpen('invite')}>
          <UserPlus size={16} aria-hidden="true" />
          {text.invite.open}
        </Button>
      </nav>
      <footer class="sidebar-foot">
        <UpdateOffer update={view.app.update} />
        <div class="sidebar-me">
          <MemberFace member={self()} />
          <div class="sidebar-self">
            <p class="sidebar-name name clipped" dir="auto">
              {view.me().name}
            </p>
            <Show when={props.withStatus}>
              <StatusLine />
            </Show>
          </div>
        </div>
      </footer>
    </div>
  );
}
