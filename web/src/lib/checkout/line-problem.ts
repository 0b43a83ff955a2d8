/** Why a line cannot be ordered as it is, and the one step that mends it: taking fewer, or going where it can be changed. */
export type LineProblem = {
  readonly text: string;
  readonly step:
    { readonly take: number; readonly name: string } | { readonly href: string; readonly name: string };
};
