/** The pictures of the setup guide, in the languages they were taken in by `npm run screenshots`. */
import { readFileSync } from "node:fs";
import type { Language, PageWords } from "../../i18n/wording.ts";
import { ASSETS, versionOf } from "../web/files.ts";

export type PictureName = keyof PageWords["guide"]["steps"];

/** In CSS pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

const FOLDER = `${ASSETS}setup/`;
const SIZES = JSON.parse(readFileSync(`${FOLDER}sizes.json`, "utf8")) as Readonly<Record<string, Size>>;
/** An address changes with its file, so that no browser shows an old picture beside a new text. */
const PICTURES = new Map(
  Object.entries(SIZES).map(([name, size]) => {
    const src = `/assets/setup/${name}.webp?v=${versionOf(`${FOLDER}${name}.webp`)}`;
    return [name, { src, ...size }];
  }),
);

/** In English where there is none in the language. */
export function pictureOf(name: PictureName, language: Language) {
  const picture = PICTURES.get(`${language}/${name}`) ?? PICTURES.get(`en/${name}`);
  if (picture === undefined) throw new Error(`the setup guide has no picture of the step ${name}: npm run screenshots`);
  return picture;
}
