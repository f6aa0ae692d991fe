import './marks.css';
import ShieldAlert from 'lucide-solid/icons/shield-alert';
import ShieldCheck from 'lucide-solid/icons/shield-check';
import { type JSX, Match, Switch } from 'solid-js';
import type { Verification } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';

/** Beside a name: whether this person compared safety numbers; nothing where they did not. */
export function VerifiedMark(props: { readonly verification: Verification }): JSX.Element {
  const words = () => text.verify.states[props.verification];
  return (
    <Switch>
      <Match when={props.verification === 'verified'}>
        <span class="verified" title={words()}>
          <ShieldCheck size={14} aria-hidden="true" />
          <span class="unseen">{words()}</span>
        </span>
      </Match>
      <Match when={props.verification === 'changed'}>
        <span class="verified changed" title={words()}>
          <ShieldAlert size={14} aria-hidden="true" />
          <span class="unseen">{words()}</span>
        </span>
      </Match>
    </Switch>
  );
}
