import { expect, test } from 'vitest';
import { monthOf } from '../../../src/model/time.ts';
import { makeCorpus } from '../../bench/corpus.ts';

const options = { messages: 20_000, conversations: 12, months: 6 };

test('the same options give the same messages, another seed gives others', () => {
  const first = [...makeCorpus(options)];
  expect([...makeCorpus(options)]).toEqual(first);
  expect([...makeCorpus({ ...options, seed: 7 })]).not.toEqual(first);
});

test('time never runs back, and all months and conversations are there', () => {
  const corpus = [...makeCorpus(options)];
  expect(corpus).toHaveLength(20_000);
  expect(corpus.every((it, i) => i === 0 || it.at >= (corpus[i - 1]?.at ?? 0))).toBe(true);
  expect(new Set(corpus.map(({ at }) => monthOf(at))).size).toBe(6);
  expect(new Set(corpus.map(({ conversation }) => conversation)).size).toBe(12);
});

test('answers stand in the conversation and month of what they answer', () => {
  const corpus = [...makeCorpus(options)];
  const answers = corpus.filter(({ thread, replyTo }) => thread !== null || replyTo !== null);
  expect(answers.length).toBeGreaterThan(1_000);
  for (const { thread, replyTo, conversation, at, index } of answers) {
    const answered = corpus[thread ?? replyTo ?? index];
    expect(answered?.index).toBeLessThan(index);
    expect(answered?.conversation).toBe(conversation);
    expect(monthOf(answered?.at ?? 0)).toBe(monthOf(at));
  }
});

test('it has four scripts, edits, deletions, links and files', () => {
  const corpus = [...makeCorpus(options)];
  const share = (of: (it: (typeof corpus)[number]) => boolean) =>
    corpus.filter(of).length / corpus.length;
  for (const script of [
    /\p{Script=Latin}/u,
    /\p{Script=Arabic}/u,
    /\p{Script=Han}/u,
    /\p{Script=Thai}/u,
  ]) {
    expect(share(({ text }) => script.test(text))).toBeGreaterThan(0.02);
  }
  expect(share(({ edits }) => edits.length > 0)).toBeGreaterThan(0.02);
  expect(share(({ deleted }) => deleted)).toBeGreaterThan(0.005);
  expect(share(({ text }) => text.includes('https://'))).toBeGreaterThan(0.03);
  expect(share(({ files }) => files.length > 0)).toBeGreaterThan(0.01);
});
