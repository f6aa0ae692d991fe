import './GapLine.css';
import CloudOff from 'lucide-solid/icons/cloud-off';
import { createMemo, For, type JSX } from 'solid-js';
import type { Gap } from '../../messenger/messenger.ts';
import type { ConversationId } from '../../model/ids.ts';
import { createObserved } from '../observe.ts';
import { deviceName } from '../people/deviceName.ts';
import { momentText } from '../people/seenText.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';

/** Messages that others have and this device lacks, where they will stand, and why. */
export function GapLine(props: { readonly conversation: ConversationId }): JSX.Element {
  const view = useView();
  const all = createObserved(view.messenger.gaps);
  const devices = createObserved(view.messenger.devices);
  const here = createMemo(() =>
    all().filter(({ conversation }) => conversation === props.conversation),
  );
  const words = ({ count, device, member, lastSeen, cause }: Gap): string => {
    const known = devices().find(({ id }) => id === device);
    const name = member === null ? null : (view.members.of(member)?.name ?? null);
    const whose = known && name ? text.gaps.device(name, deviceName(known)) : text.gaps.somebody;
    const seen = lastSeen === null ? null : momentText(lastSeen, view.today());
    return [
      text.gaps.lacking(count, whose),
      cause === 'on-its-way' ? text.gaps.onItsWay : text.gaps.holdersAway(seen),
    ].join(' ');
  };
  return (
    <For each={here()}>
      {(gap) => (
        <p class="gap">
          <CloudOff size={14} aria-hidden="true" />
          {words(gap)}
        </p>
      )}
    </For>
  );
}
