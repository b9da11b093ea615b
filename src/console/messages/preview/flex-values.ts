/** Keywords of Flex Messages as measures. https://developers.line.biz/en/docs/messaging-api/flex-message-layout/ */
import type { LineMessage } from "../../../delivery/message/message.ts";

export type Part = LineMessage;

export const isPart = (value: unknown): value is Part =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const partsOf = (value: unknown): readonly Part[] => (Array.isArray(value) ? value.filter(isPart) : []);

export const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Of an action; empty where there is none. */
export const labelOf = (action: unknown): string => (isPart(action) ? (textOf(action["label"]) ?? "") : "");

/** 0 where there is no number. */
export const numberOf = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);

type Keywords = Readonly<Record<string, number>>;

const SPACES: Keywords = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const FONTS: Keywords = {
  xxs: 11,
  xs: 13,
  sm: 14,
  md: 16,
  lg: 19,
  xl: 22,
  xxl: 29,
  "3xl": 35,
  "4xl": 48,
  "5xl": 74,
};
const PICTURES: Keywords = {
  xxs: 40,
  xs: 60,
  sm: 80,
  md: 100,
  lg: 120,
  xl: 140,
  xxl: 160,
  "3xl": 180,
  "4xl": 200,
  "5xl": 220,
};
const BORDERS: Keywords = { none: 0, light: 0.5, normal: 1, medium: 2, "semi-bold": 3, bold: 4 };

/** `12px` → `12`, `50%` → `50%`, a keyword → its pixels; null for anything else. */
function measure(value: unknown, keywords: Keywords): string | number | null {
  if (typeof value !== "string") return null;
  if (Object.hasOwn(keywords, value)) return keywords[value] ?? null;
  const [, amount, unit] = /^(-?\d+(?:\.\d+)?)(px|%)$/.exec(value) ?? [];
  if (amount === undefined) return null;
  return unit === "%" ? `${amount}%` : amount;
}

export const space = (value: unknown) => measure(value, SPACES);
export const font = (value: unknown) => measure(value, FONTS);
export const border = (value: unknown) => measure(value, BORDERS);
export const picture = (value: unknown) => (value === "full" ? "100%" : measure(value, PICTURES));
export const plain = (value: unknown) => measure(value, {});

/** `#06c755` → `06c755`. */
export function colour(value: unknown): string | null {
  const [, digits] = typeof value === "string" ? (/^#([0-9a-f]{6}|[0-9a-f]{8})$/i.exec(value) ?? []) : [];
  return digits?.toLowerCase() ?? null;
}

/** `20:13` → `20x13`. */
export function ratio(value: unknown): string | null {
  const [, width, height] = typeof value === "string" ? (/^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(value) ?? []) : [];
  return width === undefined ? null : `${width}x${height}`;
}

/** One of the words, as a class; the first is what LINE takes when nothing is said. */
export function word(value: unknown, prefix: string, words: readonly string[]): string {
  const known = typeof value === "string" && words.includes(value) ? value : words[0];
  return `${prefix}-${known ?? ""}`;
}
