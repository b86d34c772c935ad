// Node positions that the user chose, as plain data.

/** Node positions for clusters of one size, as fractions of width and height. */
export interface Arrangement {
  readonly cluster: string;
  readonly nodes: readonly { readonly node: number; readonly x: number; readonly y: number }[];
}
