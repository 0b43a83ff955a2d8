import type { AtRule, ChildNode, Container, Root, Rule } from 'postcss';

/** The layers as they follow from each other: a later one wins, and what stands in none of them last. */
type Layer = { readonly name: string; readonly layers: Layer[] };

export type Layered = { readonly rule: Rule; readonly layer: Layer };

function find(parent: Layer, names: readonly string[]): Layer {
  const [name, ...rest] = names;
  if (name === undefined) return parent;
  let layer = parent.layers.find((known) => known.name === name);
  if (!layer) parent.layers.push((layer = { name, layers: [] }));
  return find(layer, rest);
}

const isKeyframes = (node: ChildNode): boolean => node.type === 'atrule' && /keyframes$/.test(node.name);

function collect(container: Container, layer: Layer, found: Layered[]): void {
  container.each((node) => {
    if (node.type === 'rule') found.push({ rule: node, layer });
    else if (node.type === 'atrule' && node.name === 'layer') collectLayer(node, layer, found);
    else if (node.type === 'atrule' && node.nodes && !isKeyframes(node)) collect(node, layer, found);
  });
}

function collectLayer(node: AtRule, parent: Layer, found: Layered[]): void {
  for (const name of node.params.split(',').map((part) => part.trim())) {
    if (name === '') throw new Error('a layer without a name cannot be put in order');
    const layer = find(parent, name.split('.'));
    if (node.nodes) collect(node, layer, found);
  }
}

/** Takes the layers out of a sheet, and answers each rule with its place among them: a greater place wins. */
export function takeOutLayers(root: Root): { rule: Rule; place: number }[] {
  const outside: Layer = { name: '', layers: [] };
  const found: Layered[] = [];
  collect(root, outside, found);
  const places = new Map<Layer, number>();
  const number = (layer: Layer): void => {
    layer.layers.forEach(number);
    places.set(layer, places.size);
  };
  number(outside);
  // From the inside outwards: what stood in one layer may stand in another then.
  const blocks: AtRule[] = [];
  root.walkAtRules('layer', (node) => void blocks.unshift(node));
  for (const node of blocks) {
    if (node.nodes) node.replaceWith(node.nodes);
    else node.remove();
  }
  return found.map(({ rule, layer }) => ({ rule, place: places.get(layer)! }));
}
