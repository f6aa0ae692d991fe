import type { JSX } from 'solid-js';
import { createObserved } from '../../observe.ts';
import { Choice } from '../../parts/Choice.tsx';
import { createDeed } from '../../parts/deed.ts';
import { Failure } from '../../start/Failure.tsx';
import { text } from '../../text/text.ts';
import { bytesText } from '../../text/time.ts';
import { useView } from '../../view.ts';

const MIB = 1024 * 1024;
/** Bytes up to which files come by themselves; whoever wants all of them sets no bound. */
const UP_TO = { none: 0, small: 2 * MIB, medium: 10 * MIB, all: Number.MAX_SAFE_INTEGER } as const;
type UpTo = keyof typeof UP_TO;
/** Gigabytes, as people count them. */
const ROOMS = [1, 4, 16, 64];
const bytesOf = (room: number): number => room * 1024 * MIB;

/** What is fetched without being asked for, and how much room files may take. */
export function FilesHere(): JSX.Element {
  const { files } = useView().messenger;
  const settings = createObserved(files.settings);
  const usage = createObserved(files.usage);
  const changing = createDeed();
  /** The choice that comes nearest to what is set. */
  const upTo = (): UpTo => {
    const set = settings().fetchUpTo;
    return (Object.keys(UP_TO) as UpTo[]).find((key) => set <= UP_TO[key]) ?? 'all';
  };
  /** The bound as the choice says it, whose gigabytes are a little larger than others. */
  const most = (): number => (usage().most === bytesOf(room()) ? room() * 1e9 : usage().most);
  const room = (): number => ROOMS.find((it) => settings().most <= bytesOf(it)) ?? 64;
  return (
    <section class="settings-section">
      <h3 class="field-label">{text.files.settings.title}</h3>
      <Choice
        label={text.files.settings.fetchUpTo}
        value={upTo()}
        options={(Object.keys(UP_TO) as UpTo[]).map((value) => ({
          value,
          label: text.files.settings.fetchChoices[value],
        }))}
        onChange={(value) => void changing.run(() => files.configure({ fetchUpTo: UP_TO[value] }))}
      />
      <Choice
        label={text.files.settings.most}
        value={String(room())}
        options={ROOMS.map((value) => ({ value: String(value), label: bytesText(value * 1e9) }))}
        onChange={(value) =>
          void changing.run(() => files.configure({ most: bytesOf(Number(value)) }))
        }
      />
      <p class="field-hint">
        {text.files.settings.used(bytesText(usage().used), bytesText(most()))}{' '}
        {text.files.settings.mostHint}
      </p>
      <Failure sentence={changing.failure()} />
    </section>
  );
}
