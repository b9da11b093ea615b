/** LINE's shares of an account's friends → ours. https://developers.line.biz/en/reference/messaging-api/#get-demographic */
import type { Demographics } from "../../delivery/targeting/attributes.ts";
import type { Answer } from "../../delivery/answer.ts";
import { changed, flag, list, number, object, optional, readResponse, text } from "../shared/read-response.ts";
import type { Ask } from "./request.ts";

type Share = readonly [name: string, share: number];

/** Of each tile that has a name, which is in `field`, and a percentage. */
const shares = (field: string) =>
  changed(list(object({ [field]: optional(text), percentage: optional(number) })), (tiles) =>
    tiles.flatMap(({ [field]: name, percentage }): Share[] =>
      name == null || percentage == null ? [] : [[String(name), Number(percentage) / 100]],
    ),
  );

const DEMOGRAPHIC = object({
  available: flag,
  genders: shares("gender"),
  appTypes: shares("appType"),
  areas: shares("area"),
  ages: shares("age"),
  subscriptionPeriods: shares("subscriptionPeriod"),
});

export const readDemographics = (ask: Ask): Promise<Answer<Demographics | null>> =>
  ask("demographics", async (line) => toDemographics(await line.getFriendsDemographics()));

/** Null while LINE has no figures. */
export function toDemographics(response: unknown): Demographics | null {
  const { available, genders, appTypes, areas, ages, subscriptionPeriods } = readResponse(DEMOGRAPHIC, response);
  if (!available) return null;
  return {
    genders: Object.fromEntries(genders.filter(among("male", "female"))),
    os: Object.fromEntries(appTypes.filter(among("ios", "android"))),
    areas: Object.fromEntries(areas.flatMap(areaShare)),
    ages: ages.flatMap(ageBand),
    friendDays: subscriptionPeriods.flatMap(friendBand),
  };
}

/** The rest cannot be chosen: `unknown`, `others`. */
const among =
  (...names: readonly string[]) =>
  ([name]: Share): boolean =>
    names.includes(name);

/** `from20to24`, `from70`. */
function ageBand([name, share]: Share): Demographics["ages"] {
  const [, from, to] = /^from(\d+)(?:to(\d+))?$/.exec(name) ?? [];
  if (from === undefined) return [];
  return [{ from: Number(from), below: to === undefined ? null : Number(to) + 1, share }];
}

/** Each band begins where the one before ends: `within30days` is 7 to 29. */
const PERIODS: Readonly<Record<string, readonly [from: number, below: number | null]>> = {
  within7days: [0, 7],
  within30days: [7, 30],
  within90days: [30, 90],
  within180days: [90, 180],
  within365days: [180, 365],
  over365days: [365, null],
};

function friendBand([name, share]: Share): Demographics["friendDays"] {
  const band = Object.hasOwn(PERIODS, name) ? PERIODS[name] : undefined;
  return band === undefined ? [] : [{ from: band[0], below: band[1], share }];
}

/** In the order of their codes, as LINE writes them here: without the ending of a prefecture. */
const NAMES: Readonly<Record<string, string>> = {
  jp: "北海道 青森 岩手 宮城 秋田 山形 福島 茨城 栃木 群馬 埼玉 千葉 東京 神奈川 新潟 富山 石川 福井 山梨 長野 岐阜 静岡 愛知 三重 滋賀 京都 大阪 兵庫 奈良 和歌山 鳥取 島根 岡山 広島 山口 徳島 香川 愛媛 高知 福岡 佐賀 長崎 熊本 大分 宮崎 鹿児島 沖縄",
  tw: "台北市 新北市 桃園市 台中市 台南市 高雄市 基隆市 新竹市 嘉義市 新竹縣 苗栗縣 彰化縣 南投縣 雲林縣 嘉義縣 屏東縣 宜蘭縣 花蓮縣 台東縣 澎湖縣 金門縣 連江縣",
  th: "Bangkok Pattaya Northern Central Southern Eastern NorthEastern Western",
};

const CODES: ReadonlyMap<string, string> = new Map(
  Object.entries(NAMES).flatMap(([country, names]) =>
    names.split(" ").map((name, index) => [name, `${country}_${String(index + 1).padStart(2, "0")}`] as const),
  ),
);

function areaShare([name, share]: Share): Share[] {
  const code = CODES.get(name) ?? CODES.get(name.replace(/[都府県]$/, "")) ?? CODES.get(name.replace(/県$/, "縣"));
  return code === undefined ? [] : [[code, share]];
}
