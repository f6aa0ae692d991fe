import './Banners.css';
import CircleCheck from 'lucide-solid/icons/circle-check';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import X from 'lucide-solid/icons/x';
import { createSignal, type JSX, Show } from 'solid-js';
import { Button, IconButton } from '../parts/Button.tsx';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';

/** The office's relay has lost the office and printed a new set-up link: one member brings it back. */
export default function HostOffer(props: {
  readonly host: (() => Promise<void>) | null;
}): JSX.Element {
  const [state, setState] = createSignal<'offered' | 'busy' | 'done' | 'dismissed'>('offered');
  const [failure, setFailure] = createSignal<string>();
  const bring = async (host: () => Promise<void>): Promise<void> => {
    setState('busy');
    setFailure(undefined);
    try {
      await host();
      setState('done');
    } catch (error) {
      setFailure(sentenceFor(error));
      setState('offered');
    }
  };
  const words = (): string => (state() === 'done' ? text.host.done : (failure() ?? text.host.lead));
  return (
    <Show when={state() !== 'dismissed' && props.host}>
      {(host) => (
        <div class="banner host-offer" classList={{ good: state() === 'done' }} role="alert">
          <Show when={state() === 'done'} fallback={<TriangleAlert size={16} aria-hidden="true" />}>
            <CircleCheck size={16} aria-hidden="true" />
          </Show>
          <p>{words()}</p>
          <Show when={state() !== 'done'}>
            <Button disabled={state() === 'busy'} onClick={() => void bring(host())}>
              {text.host.bring}
            </Button>
          </Show>
          <IconButton label={text.banner.dismiss} onClick={() => setState('dismissed')}>
            <X size={16} aria-hidden="true" />
          </IconButton>
        </div>
      )}
    </Show>
  );
}
