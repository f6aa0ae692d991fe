import type { Core } from './core.ts';
import type { Search } from './messenger.ts';
import { makeSource } from './observable.ts';
import type { Coverage } from './search.ts';
import type { OfficeSearch } from './searching.ts';
import type { TalkSource } from './talk.ts';

/** The search of an office; its code, and the index, come when it is first used. */
export function makeSearch(core: Core, source: TalkSource): Search & { close(): Promise<void> } {
  const coverage = makeSource<Coverage>({ kind: 'partly', back: Number.POSITIVE_INFINITY });
  const updates = makeSource(0);
  let loading: Promise<OfficeSearch> | null = null;
  let loaded: OfficeSearch | null = null;
  let closed = false;

  const load = async (): Promise<OfficeSearch> => {
    const { OfficeSearch } = await import('./searching.ts');
    const search = new OfficeSearch(core, source, await openFinder(core));
    coverage.set(search.coverage.get());
    search.coverage.subscribe((now) => coverage.set(now));
    search.updates.subscribe((now) => updates.set(now));
    loaded = search;
    if (closed) await search.close();
    return search;
  };
  const opened = (): Promise<OfficeSearch> => {
    loading ??= load();
    return loading;
  };
  return {
    coverage,
    updates,
    begin: () => void opened().then((search) => search.begin(), core.report),
    find: async (question, options) => (await opened()).find(question, options),
    complete: (question, caret) => loaded?.complete(question, caret) ?? [],
    upToDate: async (signal) => (await opened()).upToDate(signal),
    async close() {
      closed = true;
      await loaded?.close();
    },
  };
}

/** Where a device keeps no index, it is made anew at each start. */
async function openFinder({ device }: Core) {
  if (device.finder) return device.finder();
  const [{ makeFinder }, { nowhere }] = await Promise.all([
    import('../search/finder.ts'),
    import('../search/nowhere.ts'),
  ]);
  return makeFinder(nowhere(), device.clock);
}
