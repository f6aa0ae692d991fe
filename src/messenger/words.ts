import type { DeviceRecord } from '../model/acts.ts';
import { ConfabError } from '../model/errors.ts';
import type { InviteId, OfficeId } from '../model/ids.ts';
import { hashOf } from '../wire/hash.ts';

/** Words that people read to each other or write down: BIP 39's English list, loaded when it is needed. */

const load = async () => {
  const [{ entropyToMnemonic, mnemonicToEntropy }, { wordlist }] = await Promise.all([
    import('@scure/bip39'),
    import('@scure/bip39/wordlists/english.js'),
  ]);
  return { entropyToMnemonic, mnemonicToEntropy, wordlist };
};

/** Words that both sides of an approval show: 44 bits of who wants to come in through which invite. */
const APPROVAL_WORDS = 4;

export async function approvalWords(
  office: OfficeId,
  invite: InviteId,
  { sign, box, network }: DeviceRecord,
): Promise<string[]> {
  const { wordlist } = await load();
  const hash = hashOf('confab/1/approval-words', office, invite, sign, box, network);
  const view = new DataView(hash.buffer, hash.byteOffset);
  return Array.from(
    { length: APPROVAL_WORDS },
    (_, i) => wordlist[view.getUint16(i * 2) % wordlist.length] as string,
  );
}

/** Twelve words for 16 bytes, the last with a checksum. */
export async function codeOf(secret: Uint8Array): Promise<string[]> {
  const { entropyToMnemonic, wordlist } = await load();
  return entropyToMnemonic(secret, wordlist).split(' ');
}

/** The 16 bytes of a recovery code, however it is spaced and capitalised. Rejects with `wrong-code`. */
export async function secretOf(code: string): Promise<Uint8Array> {
  const { mnemonicToEntropy, wordlist } = await load();
  const words = code
    .normalize('NFKD')
    .trim()
    .toLowerCase()
    .split(/[\s,.;-]+/u);
  if (words.length !== 12) throw new ConfabError('wrong-code', `${words.length} words`);
  try {
    return mnemonicToEntropy(words.join(' '), wordlist);
  } catch (cause) {
    throw new ConfabError('wrong-code', 'the words do not fit each other', { cause });
  }
}
