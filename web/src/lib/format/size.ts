const KB = 1000;

/** `812 B`, `1.2 kB`, `34 MB`, as browsers tell the size of a download. */
export function formatSize(bytes: number): string {
  if (bytes < KB) return `${bytes} B`;
  const isKilo = bytes < KB * KB;
  const size = bytes / (isKilo ? KB : KB * KB);
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${isKilo ? 'kB' : 'MB'}`;
}
