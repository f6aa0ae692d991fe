import { type JSX, lazy, Match, Show, Switch } from 'solid-js';
import type { Timeline } from '../../messenger/messenger.ts';
import { Pins } from '../conversation/Pins.tsx';
import { Thread } from '../conversation/Thread.tsx';
import type { Searching } from '../search/state.ts';
import type { Place } from './place.ts';

// Members, files and messages are looked up now and then.
const FilesPanel = lazy(() => import('../files/FilesPanel.tsx'));
const MembersPanel = lazy(() => import('./MembersPanel.tsx'));

const SearchPanel = lazy(() => import('../search/SearchPanel.tsx'));

interface PanelsProps {
  readonly place: Place;
  /** Of the conversation that is open. */
  readonly timeline: Timeline | null;
  /** The conversation's name. */
  readonly name: string;
  readonly searching: Searching;
  readonly narrow: boolean;
}

/** The one panel that is open beside what one reads. */
export function Panels(props: PanelsProps): JSX.Element {
  // A place lasts as long as its frame.
  const { place } = props;
  const { closePanel, panel } = place;
  return (
    <Switch>
      <Match when={panel() === 'members'}>
        <MembersPanel
          member={place.member()}
          onMember={(member) => place.show('members', member)}
          onClose={closePanel}
        />
      </Match>
      <Match when={panel() === 'pins' && props.timeline} keyed>
        {(timeline) => <Pins timeline={timeline} onClose={closePanel} />}
      </Match>
      <Match when={panel() === 'files' && props.timeline} keyed>
        {(timeline) => <FilesPanel timeline={timeline} onClose={closePanel} />}
      </Match>
      <Match when={panel() === 'search'}>
        <SearchPanel
          searching={props.searching}
          conversation={place.conversation()}
          narrow={props.narrow}
          onClose={closePanel}
        />
      </Match>
      <Match when={panel() === 'thread' && props.timeline} keyed>
        {(timeline) => (
          <Show when={place.thread()} keyed>
            {(root) => (
              <Thread
                timeline={timeline}
                root={root}
                name={props.name}
                message={place.message()}
                onClose={closePanel}
              />
            )}
          </Show>
        )}
      </Match>
    </Switch>
  );
}
