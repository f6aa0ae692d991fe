import { DEFAULTS } from '../../src/messenger/attention.ts';
import type {
  Availability,
  Member,
  Messenger,
  Preferences,
} from '../../src/messenger/messenger.ts';
import { makeSource, type Source } from '../../src/messenger/observable.ts';

type Faked =
  | 'availability'
  | 'setMode'
  | 'setCustom'
  | 'active'
  | 'preferences'
  | 'changePreferences';

/** What one says of oneself and how one is told of things, kept in memory. */
export function fakeAvailability(members: Source<readonly Member[]>): Pick<Messenger, Faked> {
  const availability = makeSource<Availability>({
    standing: 'here',
    mode: 'auto',
    until: null,
    quiet: false,
    custom: null,
  });
  const preferences = makeSource<Preferences>(DEFAULTS);
  availability.subscribe(({ standing, custom }) => {
    const status = standing === 'here' ? 'online' : standing;
    members.set(members.get().map((it) => (it.self ? { ...it, status, custom } : it)));
  });
  return {
    availability,
    setMode: async (mode, until = null) => {
      const standing = mode === 'auto' ? 'here' : mode;
      availability.set({ ...availability.get(), mode, until, standing });
    },
    setCustom: async (custom) => availability.set({ ...availability.get(), custom }),
    active: () => {},
    preferences,
    changePreferences: async (change) => preferences.set({ ...preferences.get(), ...change }),
  };
}
