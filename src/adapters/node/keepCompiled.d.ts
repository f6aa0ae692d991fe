/** Lets Node keep what it compiles and load it from there from now on. Harmless when it does already. */
export function keepCompiled(): Promise<void>;
