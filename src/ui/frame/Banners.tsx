import './Banners.css';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import X from 'lucide-solid/icons/x';
import { createSignal, type JSX, Show } from 'solid-js';
import type { Reason } from '../../model/errors.ts';
import { CLOCK_WARNING } from '../../model/time.ts';
import { createObserved } from '../observe.ts';
import { IconButton } from '../parts/Button.tsx';
import { sentenceOf } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';

interface BannersProps {
  readonly notice: Reason | null;
  /** A part of the app could not be loaded. */
  readonly missing: boolean;
}

/** What concerns the whole office and cannot wait. The gravest comes first. */
export function Banners(props: BannersProps): JSX.Element {
  const view = useView();
  const [noticed, setNoticed] = createSignal<Reason | null>(null);
  const [clockSeen, setClockSeen] = createSignal(false);
  const damaged = createObserved(view.messenger.damaged);
  const [damageSeen, setDamageSeen] = createSignal(false);
  const notSaving = () => {
    const saving = view.saving();
    if (saving.kind === 'saving') return null;
    return saving.why === 'full' ? text.banner.full : text.banner.notSaving;
  };
  const notice = () => (props.notice !== null && props.notice !== noticed() ? props.notice : null);
  const limit = () => {
    const connection = view.connection();
    return connection.kind === 'connected' ? connection.limit : undefined;
  };
  const refused = () => {
    const connection = view.connection();
    if (!('turned' in connection) || connection.turned === undefined) return null;
    const { turned } = connection;
    return turned === 'relay-refused' ? text.banner.refused : sentenceOf(turned);
  };
  const clock = () => {
    const offset = view.clockOffset();
    if (Math.abs(offset) <= CLOCK_WARNING || clockSeen()) return null;
    return text.banner.clock(Math.round(Math.abs(offset) / 60_000), offset > 0);
  };
  return (
    <>
      <Show when={notSaving()}>{(words) => <Banner grave words={words()} />}</Show>
      <Show when={refused()}>{(words) => <Banner words={words()} />}</Show>
      <Show when={limit()}>{(why) => <Banner words={text.banner.limit[why()]} />}</Show>
      <Show when={props.missing}>
        <Banner words={text.banner.missing} />
      </Show>
      <Show when={clock()}>
        {(words) => <Banner words={words()} onDismiss={() => setClockSeen(true)} />}
      </Show>
      <Show when={damaged() && !damageSeen()}>
        <Banner words={text.history.damaged} onDismiss={() => setDamageSeen(true)} />
      </Show>
      <Show when={notice()}>
        {(reason) => (
          <Banner words={sentenceOf(reason())} onDismiss={() => setNoticed(props.notice)} />
        )}
      </Show>
    </>
  );
}

interface BannerProps {
  readonly words: string;
  readonly grave?: boolean;
  readonly onDismiss?: () => void;
}

function Banner(props: BannerProps): JSX.Element {
  return (
    <div class="banner" classList={{ grave: props.grave }} role="alert">
      <TriangleAlert size={16} aria-hidden="true" />
      <p>{props.words}</p>
      <Show when={props.onDismiss}>
        {(dismiss) => (
          <IconButton label={text.banner.dismiss} onClick={() => dismiss()()}>
            <X size={16} aria-hidden="true" />
          </IconButton>
        )}
      </Show>
    </div>
  );
}
