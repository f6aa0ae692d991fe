import '../parts/Field.css';
import './KeysDialog.css';
import { For, type JSX } from 'solid-js';
import { Modal } from '../parts/Modal.tsx';
import { text } from '../text/text.ts';

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

type Name = keyof typeof text.keys.names;

/** Alternatives, each a chord. */
type Keys = readonly (readonly string[])[];

const PARTS: readonly {
  readonly part: keyof typeof text.keys.parts;
  readonly keys: [Name, Keys][];
}[] = [
  {
    part: 'ways',
    keys: [
      ['switcher', [['Mod', 'K']]],
      ['search', [['Mod', 'F']]],
      [
        'conversations',
        [
          ['Alt', '↑'],
          ['Alt', '↓'],
        ],
      ],
      [
        'unread',
        [
          ['Alt', 'Shift', '↑'],
          ['Alt', 'Shift', '↓'],
        ],
      ],
      ['regions', [['F6'], ['Shift', 'F6']]],
      ['leave', [['Esc']]],
      ['keys', [['?'], ['Mod', '/']]],
    ],
  },
  {
    part: 'writing',
    keys: [
      ['send', [['Enter']]],
      ['line', [['Shift', 'Enter']]],
      ['editLast', [['↑']]],
      ['complete', [['@'], ['#'], [':'], ['/']]],
    ],
  },
  {
    part: 'messages',
    keys: [
      ['walk', [['↑'], ['↓']]],
      ['ends', [['Home'], ['End']]],
      ['react', [['+']]],
      ['reply', [['R']]],
      ['thread', [['T']]],
      ['edit', [['E']]],
      ['delete', [['Backspace']]],
      ['pin', [['P']]],
      ['save', [['S']]],
      ['copyLink', [['L']]],
      ['markUnread', [['U']]],
    ],
  },
];

/** What stands on a key, in the language on screen. */
function capOf(key: string): string {
  const caps: Readonly<Record<string, string>> = text.keys.caps;
  return key === 'Mod' ? (isMac() ? '⌘' : text.keys.caps.Ctrl) : (caps[key] ?? key);
}

/** All keys that do something. */
export default function KeysDialog(props: { readonly onClose: () => void }): JSX.Element {
  return (
    <Modal title={text.keys.title} address="keys" onClose={props.onClose}>
      <div class="keys">
        <For each={PARTS}>
          {({ part, keys }) => (
            <section>
              <h3 class="field-label">{text.keys.parts[part]}</h3>
              <dl>
                <For each={keys}>
                  {([name, alternatives]) => (
                    <div class="keys-row">
                      <dt>{text.keys.names[name]}</dt>
                      <dd>
                        <For each={alternatives}>
                          {(chord) => (
                            <span class="keys-chord">
                              <For each={chord}>{(key) => <kbd>{capOf(key)}</kbd>}</For>
                            </span>
                          )}
                        </For>
                      </dd>
                    </div>
                  )}
                </For>
              </dl>
            </section>
          )}
        </For>
      </div>
    </Modal>
  );
}
