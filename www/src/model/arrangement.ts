// Node positions that the user chose, as plain data.

/** Where nodes were put, as parts of the width and height, for clusters of one size. */
export interface Arrangement {
  readonly cluster: string;
  readonly nodes: readonly { readonly node: number; readonly x: number; readonly y: number }[];
}
