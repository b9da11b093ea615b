/** The pictures of the setup guide, in the languages they were taken in by `npm run screenshots`. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { PageWords } from "../../i18n/en/page.ts";
import type { Language } from "../../i18n/wording.ts";
import { ASSETS } from "../web/files.ts";

export type PictureName = keyof PageWords["guide"]["steps"];

export interface Picture {
  readonly src: string;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
}

type Size = Pick<Picture, "width" | "height">;

const FOLDER = `${ASSETS}setup/`;
const SIZES = JSON.parse(readFileSync(`${FOLDER}sizes.json`, "utf8")) as Readonly<Record<string, Size>>;
/** An address changes with its file, so that no browser shows an old picture beside a new text. */
const PICTURES: ReadonlyMap<string, Picture> = new Map(
  Object.entries(SIZES).map(([name, size]) => {
    const version = createHash("sha256")
      .update(readFileSync(`${FOLDER}${name}.webp`))
      .digest("hex")
      .slice(0, 12);
    return [name, { src: `/assets/setup/${name}.webp?v=${version}`, ...size }];
  }),
);

/** In English where there is none in the language. */
export function pictureOf(name: PictureName, language: Language): Picture {
  const picture = PICTURES.get(`${language}/${name}`) ?? PICTURES.get(`en/${name}`);
  if (picture === undefined) throw new Error(`the setup guide has no picture of the step ${name}: npm run screenshots`);
  return picture;
}
