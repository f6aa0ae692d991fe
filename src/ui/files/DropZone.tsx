import './DropZone.css';
import FileUp from 'lucide-solid/icons/file-up';
import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';

interface DropZoneProps {
  /** Says where they go. */
  readonly words: string;
  readonly onFiles: (files: readonly File[]) => void;
}

const carriesFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes('Files') ?? false;

/** Takes files that are dragged onto what it stands in, and says so while they hover. */
export function DropZone(props: DropZoneProps): JSX.Element {
  const [over, setOver] = createSignal(false);
  let mark!: HTMLSpanElement;
  onMount(() => {
    const place = mark.parentElement;
    if (!place) return;
    const ends = new AbortController();
    const listen = (type: 'dragover' | 'dragleave' | 'drop', act: (it: DragEvent) => void): void =>
      place.addEventListener(type, act, { signal: ends.signal });
    listen('dragover', (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    });
    listen('dragleave', (event) => {
      if (!(event.relatedTarget instanceof Node && place.contains(event.relatedTarget)))
        setOver(false);
    });
    listen('drop', (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      props.onFiles([...(event.dataTransfer?.files ?? [])]);
    });
    onCleanup(() => ends.abort());
  });
  return (
    <>
      <span ref={mark} hidden />
      <Show when={over()}>
        <div class="drop-zone">
          <p>
            <FileUp size={24} aria-hidden="true" />
            <bdi>{props.words}</bdi>
          </p>
        </div>
      </Show>
    </>
  );
}
