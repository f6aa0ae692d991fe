/** Where relay/programs.ts puts what it builds, below the project's folder. */
export declare const BUILT: string;
/** The file in it that tells which of the folders beside it counts, and what that was made from. */
export declare const LIST: string;
/** How a source looks from outside: its last change and its size. */
export declare function looksOf(file: URL): string;
/**
 * The address where a program begins: in what was built of it, as long as each of its sources is as it
 * was then, else in its source, a path below `root`, which is the project's folder.
 */
export declare function programAt(name: string, source: string, root?: URL): string;
