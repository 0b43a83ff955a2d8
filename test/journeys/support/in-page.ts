import type { Page } from 'playwright-core';

/** As much of a browser's own names as these journeys use. The server's types know none, and should not. */
type Element = {
  id: string;
  outerHTML: string;
  parentElement: Element | null;
  scrollWidth: number;
  clientWidth: number;
  lang: string;
  focus(): void;
  blur(): void;
};
type Style = Record<'outline' | 'boxShadow' | 'borderColor' | 'backgroundColor' | 'clipPath', string>;
type Browser = {
  document: {
    activeElement: Element;
    documentElement: Element;
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

/** By how many pixels the page is wider than the window: above 0, it scrolls sideways. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = (globalThis as unknown as Browser).document.documentElement;
    return scrollWidth - clientWidth;
  });
}
