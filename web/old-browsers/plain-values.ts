import { AtRule, type ChildNode, type Declaration, type Plugin } from 'postcss';

/** Both languages of the shop run from left to right; Chromium knows these since 89, Safari since 15. */
const CORNERS: Readonly<Record<string, string>> = {
  'border-start-start-radius': 'border-top-left-radius',
  'border-start-end-radius': 'border-top-right-radius',
  'border-end-start-radius': 'border-bottom-left-radius',
  'border-end-end-radius': 'border-bottom-right-radius',
};

/** Splits at spaces that stand in no brackets. */
const words = (value: string): string[] => value.match(/(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+/g) ?? [];

function transformOf({ prop, value }: Declaration): string {
  if (value === 'none') return 'none';
  return `${prop}(${words(value).join(', ')})`;
}

/** How high a square with a width of its own is; the others are in old-browsers.css. */
function heightOfSquare({ prop, value, parent }: Declaration): string | undefined {
  if (prop !== 'aspect-ratio' || !/^1(?:\s*\/\s*1)?$/.test(value)) return undefined;
  const sizes = new Map<string, string>();
  parent?.each((node) => void (node.type === 'decl' && sizes.set(node.prop, node.value)));
  return sizes.has('height') ? undefined : sizes.get('width');
}

/** The same said otherwise, for a browser that does not know it: `translate` is of Chromium 104 and Safari 14.1, as its kind. */
function askFirst(declaration: Declaration, otherwise: { prop: string; value: string }): void {
  const rule = declaration.parent;
  if (rule?.type !== 'rule') return;
  if (rule.parent?.type === 'atrule' && /keyframes$/.test((rule.parent as AtRule).name)) return;
  const known = declaration.prop === 'aspect-ratio' ? '1' : 'none';
  const question = new AtRule({ name: 'supports', params: `not (${declaration.prop}: ${known})` });
  const said = declaration.clone(otherwise);
  question.append((rule as ChildNode & { clone(over: object): ChildNode }).clone({ nodes: [said] }));
  rule.after(question);
}

/** Values and properties that are newer than Chromium 87, said by older ones beside them. */
export function plainValues(): Plugin {
  return {
    postcssPlugin: 'ks-plain-values',
    Once(root) {
      root.walkDecls((declaration) => {
        const corner = CORNERS[declaration.prop];
        if (corner !== undefined) declaration.prop = corner;
        if (/\d[dsl]vh\b/.test(declaration.value))
          declaration.cloneBefore({ value: declaration.value.replace(/(\d)[dsl]vh\b/g, '$1vh') });
        if (/^(?:translate|rotate|scale)$/.test(declaration.prop))
          askFirst(declaration, { prop: 'transform', value: transformOf(declaration) });
        const height = heightOfSquare(declaration);
        if (height !== undefined) askFirst(declaration, { prop: 'height', value: height });
      });
    },
  };
}
