import type { Page } from 'playwright-core';

/** As much of a browser's own names as these journeys use. The server's types know none, and should not. */
type Element = {
  outerHTML: string;
  parentElement: Element | null;
  scrollWidth: number;
  clientWidth: number;
  getBoundingClientRect(): { right: number };
  focus(): void;
  blur(): void;
};
type Style = Record<
  'outline' | 'boxShadow' | 'borderColor' | 'backgroundColor' | 'clipPath' | 'overflowX',
  string
>;
type Browser = {
  document: {
    activeElement: Element;
    documentElement: Element;
    querySelectorAll(selector: string): Iterable<Element>;
    getAnimations(): { finish(): void }[];
  };
  getComputedStyle(element: Element): Style;
};

/** Whether what is drawn around the element with the focus differs from how it looks without. */
export function isFocusVisible(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { document, getComputedStyle } = globalThis as unknown as Browser;
    const element = document.activeElement;
    const look = (): string => {
      document.getAnimations().forEach((animation) => animation.finish());
      const parts: string[] = [];
      // The ring of a field lies around the box that holds it.
      for (let part: Element | null = element; part && parts.length < 4; part = part.parentElement) {
        const { outline, boxShadow, borderColor, backgroundColor, clipPath } = getComputedStyle(part);
        parts.push([outline, boxShadow, borderColor, backgroundColor, clipPath].join(' '));
      }
      return parts.join('\n');
    };
    const focused = look();
    element.blur();
    const unfocused = look();
    element.focus();
    return focused !== unfocused;
  });
}

/** The beginning of the element that has the focus. */
export function focusedElement(page: Page): Promise<string> {
  return page.evaluate(() =>
    (globalThis as unknown as Browser).document.activeElement.outerHTML.slice(0, 160),
  );
}

/** What makes the page wider than its window, so that it scrolls sideways: nothing, where all is well. */
export function whatSticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { document, getComputedStyle } = globalThis as unknown as Browser;
    // Paddings and widths on their way from a wider window to this one.
    document.getAnimations().forEach((animation) => animation.finish());
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const isClipped = (element: Element): boolean => {
      for (let part = element.parentElement; part; part = part.parentElement)
        if (getComputedStyle(part).overflowX !== 'visible') return true;
      return false;
    };
    const outside = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth && !isClipped(element),
    );
    return [`${scrollWidth} wide`, ...outside.map(({ outerHTML }) => outerHTML.slice(0, 200))];
  });
}

/** Pastes a text into a field as the clipboard would. */
export function pasteText(field: unknown, text: string): void {
  const { DataTransfer, ClipboardEvent } = globalThis as unknown as {
    DataTransfer: new () => { setData(type: string, data: string): void };
    ClipboardEvent: new (type: string, options: object) => object;
  };
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
  (field as { dispatchEvent(event: object): void }).dispatchEvent(event);
}
