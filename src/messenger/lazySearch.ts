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

  const load = async (onLost: () => void): Promise<OfficeSearch> => {
    const { OfficeSearch } = await import('./searching.ts');
    const search = new OfficeSearch(core, source, await openFinder(core, onLost));
    coverage.set(search.coverage.get());
    search.coverage.subscribe((now) => coverage.set(now));
    search.updates.subscribe((now) => updates.set(now));
    loaded = search;
    if (closed) await search.close();
    return search;
  };
  /** The next question begins anew. */
  const forget = (lost: Promise<OfficeSearch>): void => {
    if (loading !== lost) return;
    loading = null;
    void loaded?.close().catch(core.report);
    loaded = null;
  };
  const opened = (): Promise<OfficeSearch> => {
    if (loading) return loading;
    const opening: Promise<OfficeSearch> = load(() => forget(opening));
    loading = opening;
    opening.catch(() => forget(opening));
    return opening;
  };
  /** What was asked when the index was lost is asked once more. */
  const ask = async <T>(question: (search: OfficeSearch) => Promise<T>): Promise<T> => {
    const search = await opened();
    try {
      return await question(search);
    } catch (error) {
      if (closed || loaded === search) throw error;
      return question(await opened());
    }
  };
  return {
    coverage,
    updates,
    begin: () => void opened().then((search) => closed || search.begin(), core.report),
    find: (question, options) => ask((search) => search.find(question, options)),
    complete: (question, caret, words) => loaded?.complete(question, caret, words) ?? [],
    upToDate: (signal) => ask((search) => search.upToDate(signal)),
    async close() {
      closed = true;
      await loaded?.close();
    },
  };
}

/** Where a device keeps no index, it is made anew at each start. */
async function openFinder({ device }: Core, onLost: () => void) {
  if (device.finder) return device.finder(onLost);
  const [{ makeFinder }, { nowhere }] = await Promise.all([
    import('../search/finder.ts'),
    import('../search/nowhere.ts'),
  ]);
  return makeFinder(nowhere(), device.clock);
}
