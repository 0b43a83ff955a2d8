/** Why a line cannot be ordered as it is, and the step that mends it: taking fewer, or going where it can be changed. */
export type LineProblem = {
  readonly text: string;
  readonly step:
    { readonly take: number; readonly name: string } | { readonly href: string; readonly name: string };
  /** Another way out, where there are two. */
  readonly also?: { readonly href: string; readonly name: string };
};
