import { grammarOf } from '../grammar.ts';

export const { number, counted } = grammarOf('en');
