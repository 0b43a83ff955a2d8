/** What a press of keys means in the back office. */
export type Shortcut =
  { readonly does: 'palette' | 'help' | 'search' | 'wait' } | { readonly does: 'go'; readonly key: string };

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/**
 * `isTyping`: the press belongs to a field, so only one with Ctrl or Cmd is a shortcut. `isAfterG`: `g` was pressed just before.
 * `isQuiet`: the person wants no shortcuts of a single key, since they speak to the machine or press keys by accident.
 */
export function readShortcut(
  { key, ctrlKey, metaKey, altKey }: Press,
  { isTyping, isAfterG, isQuiet }: { isTyping: boolean; isAfterG: boolean; isQuiet: boolean },
): Shortcut | undefined {
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') return { does: 'palette' };
  if (ctrlKey || metaKey || altKey || isTyping || isQuiet) return undefined;
  if (isAfterG) return { does: 'go', key: key.toLowerCase() };
  if (key === 'g') return { does: 'wait' };
  if (key === '/') return { does: 'search' };
  return key === '?' ? { does: 'help' } : undefined;
}

/** Whether what is typed there goes into a field. */
export function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
