import type { Standing } from '../presence/standing.ts';
import type { CustomStatus, Mode } from '../presence/word.ts';
import type { QuietHours } from './quietHours.ts';

/** How available a person is, and of what they want to be told. */

/** How available this person is, and what they said of it. */
export interface Availability {
  readonly standing: Standing;
  readonly mode: Mode;
  /** Unix time in milliseconds until which the mode holds; null for good, or without one. */
  readonly until: number | null;
  /** It is one of their quiet hours. */
  readonly quiet: boolean;
  readonly custom: CustomStatus | null;
}

/** What of a conversation a person is told. */
export type Level = 'everything' | 'mentions' | 'nothing';

/** How a person wants to be told of things. Kept on this device. */
export interface Preferences {
  /** Of what a person is told in channels where they chose nothing. */
  readonly channels: Level;
  /** Words that count like a mention. */
  readonly keywords: readonly string[];
  readonly quietHours: QuietHours | null;
  /** Notifications on this device's desktop. */
  readonly desktop: boolean;
  /** They show what was written, not only who wrote. */
  readonly preview: boolean;
  /** Others see how far this person has read in groups and directs, and this person sees it of them. */
  readonly seen: boolean;
  /** Others see when this person types, and this person sees it of them. */
  readonly typing: boolean;
}

export const DEFAULTS: Preferences = {
  channels: 'mentions',
  keywords: [],
  quietHours: null,
  desktop: true,
  preview: true,
  seen: true,
  typing: true,
};
