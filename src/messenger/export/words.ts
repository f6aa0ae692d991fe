export type ExportFormat = 'html' | 'md' | 'json';

/** The words that stand in an export beside what people wrote, in one language. */
export interface ExportWords {
  /** A language tag, such as `en`, and how its lines run. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly title: (conversation: string) => string;
  readonly facts: (office: string, date: string, count: number) => string;
  readonly edited: string;
  readonly before: string;
  readonly deleted: string;
  readonly pinned: string;
  readonly answers: (name: string) => string;
  readonly thread: string;
  readonly file: string;
  readonly unknown: string;
}

/** What is exported of a conversation: a file's name, its media type, and its text in parts. */
export interface Exported {
  readonly name: string;
  readonly type: string;
  readonly parts: readonly string[];
  /** How many there are; one that stands in a thread and in the conversation too is one. */
  readonly messages: number;
}
