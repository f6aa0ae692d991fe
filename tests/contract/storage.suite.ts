import type { Cases } from '../support/page.ts';
import { blobStoreCases } from './blobStore.suite.ts';
import type { MakeDevice } from './device.ts';
import { indexStoreCases } from './indexStore.suite.ts';
import { keyLockCases } from './keyLock.suite.ts';
import { keyStoreCases } from './keyStore.suite.ts';
import { logStoreCases } from './logStore.suite.ts';
import { outboxCases } from './outbox.suite.ts';
import { stateStoreCases } from './stateStore.suite.ts';

/** The contract of every storage port, each case's name led by its port's. */
export const storageCases = (make: MakeDevice): Cases =>
  Object.fromEntries(
    Object.entries({
      LogStore: logStoreCases(make),
      Outbox: outboxCases(make),
      StateStore: stateStoreCases(make),
      IndexStore: indexStoreCases(make),
      KeyStore: keyStoreCases(make),
      KeyLock: keyLockCases(make),
      BlobStore: blobStoreCases(make),
    }).flatMap(([port, cases]) =>
      Object.entries(cases).map(([name, body]) => [`${port} ${name}`, body]),
    ),
  );
