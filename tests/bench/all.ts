import type { Benchmark } from './bench.ts';
import { heap } from './busy/heap.ts';
import { scrolling } from './busy/scroll.ts';
import { searchable } from './busy/searchable.ts';
import { switching } from './busy/switch.ts';
import { typing } from './busy/typing.ts';
import { catchupBrowser } from './catchupBrowser.ts';
import { catchupMany } from './catchupMany.ts';
import { catchupTerminal } from './catchupTerminal.ts';
import { crowd } from './crowd.ts';
import { filesDirect, filesLarge, filesRelayed } from './filesBrowser.ts';
import { filesKills } from './filesKills.ts';
import { firstLoad } from './firstLoad.ts';
import { joinPeople } from './joinPeople.ts';
import { archiveLarge } from './large/archiveLarge.ts';
import { joinLarge } from './large/joinLarge.ts';
import { heapLarge, openLargeOffice } from './large/openLarge.ts';
import { liveBrowser } from './liveBrowser.ts';
import { liveTerminal } from './liveTerminal.ts';
import { receivers } from './receivers.ts';
import { relayDisk } from './relayDisk.ts';
import { reopenBrowser } from './reopenBrowser.ts';
import { reopenTerminal } from './reopenTerminal.ts';
import { search } from './search.ts';
import { wireBytes } from './wireBytes.ts';

/** Every row of the table, in its order. */
export const benchmarks: readonly Benchmark[] = [
  liveBrowser,
  liveTerminal,
  catchupTerminal,
  reopenTerminal,
  relayDisk,
  catchupBrowser,
  catchupMany,
  reopenBrowser,
  wireBytes,
  receivers,
  crowd,
  firstLoad,
  search,
  switching,
  typing,
  scrolling,
  heap,
  searchable,
  joinPeople,
  archiveLarge,
  joinLarge,
  openLargeOffice,
  heapLarge,
  filesDirect,
  filesRelayed,
  filesLarge,
  filesKills,
];
