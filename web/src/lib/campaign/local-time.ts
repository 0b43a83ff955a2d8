const SHANGHAI_MS = 8 * 3_600_000;

/** A moment as a field of a form has it: `2026-11-27T10:00`, in Shanghai. */
export function toLocal(moment: Date): string {
  return new Date(moment.getTime() + SHANGHAI_MS).toISOString().slice(0, 16);
}

/** Undefined where it is none. */
export function fromLocal(text: string): Date | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2})?$/.exec(text);
  if (match === null) return undefined;
  const moment = new Date(`${match[1]}T${match[2]}:00+08:00`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
