import './FileNames.css';
import Paperclip from 'lucide-solid/icons/paperclip';
import { type JSX, Show } from 'solid-js';
import type { Attachment } from '../../messenger/messenger.ts';
import { namesOf } from '../conversation/markdown/load.ts';

/** What a message carries, by name: for where the message stands away from its conversation. */
export function FileNames(props: { readonly files: readonly Attachment[] }): JSX.Element {
  return (
    <Show when={props.files.length > 0}>
      <p class="file-names">
        <Paperclip size={14} aria-hidden="true" />
        <span class="clipped" dir="auto">
          {namesOf(props.files)}
        </span>
      </p>
    </Show>
  );
}
