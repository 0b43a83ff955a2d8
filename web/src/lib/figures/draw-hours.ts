/** A drawing of two days hour by hour, in units of the picture; the origin is above on the left. */
export type HourDrawing = {
  /** Today as far as it has come: its line, and the ground under it. */
  readonly line: string;
  readonly ground: string;
  readonly before: string;
  readonly end: Point | undefined;
  readonly points: readonly (Point & { readonly at: number })[];
  /** Lines across, from the lowest, with the value that each stands for. */
  readonly grid: readonly { readonly y: number; readonly value: number }[];
};
type Point = { readonly x: number; readonly y: number };

export type Frame = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};

const LINES = 3;

/** Values of today's hours and of all those of the day before, the first from midnight. */
export function drawHours(today: readonly number[], before: readonly number[], frame: Frame): HourDrawing {
  const most = roundUp(Math.max(...today, ...before, 1));
  const y = (value: number): number => round(frame.bottom - (value / most) * (frame.bottom - frame.top));
  const place = (value: number, at: number): Point => ({
    x: hourX(at, frame),
    y: y(value),
  });
  const points = today.map((value, at) => ({ ...place(value, at), at }));
  const line = pathOf(points);
  const [first] = points;
  const end = points.at(-1);
  return {
    ...{ line, end, points },
    ground: first && end ? `${line}L${end.x} ${frame.bottom}L${first.x} ${frame.bottom}Z` : '',
    before: pathOf(before.map(place)),
    grid: Array.from({ length: LINES + 1 }, (_, n) => ({
      y: y((most * n) / LINES),
      value: (most * n) / LINES,
    })),
  };
}

/** Where an hour of the day stands. */
export function hourX(at: number, { left, right }: Pick<Frame, 'left' | 'right'>): number {
  return round(left + (at / 23) * (right - left));
}

const round = (n: number): number => Math.round(n * 10) / 10;
const pathOf = (points: readonly Point[]): string =>
  points.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('');

/** The next of 3, 6, 9, 15, 30, 60 …, so that thirds of it are round too. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [0.3, 0.6, 0.9, 1.5, 3, 6, 9, 15].find(
    (each) => each * power >= value && each * power >= LINES,
  );
  return (step ?? 15) * power;
}
