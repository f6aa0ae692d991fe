/** A picture that is one without being told so, followed by the sign that tells it. */
const TOLD_TWICE = /(\p{Emoji_Presentation})\uFE0F/gu;

/** One spelling of each picture, so that the same reaction from two keyboards is one. */
export const toEmoji = (text: string): string => text.replace(TOLD_TWICE, '$1');
