declare module "virtual:catalogue-heads" {
  /** The messages of each catalogue file that the page needs whatever language it shows. The build makes this module. */
  export const heads: Readonly<Record<string, string>>;
}
