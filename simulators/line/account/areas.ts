/**
 * Areas by country, in the order of their codes (jp_01 …), under the names the demographics insight gives them.
 * https://developers.line.biz/en/reference/messaging-api/#get-demographic
 */
/** Where an account was made. */
export type Country = "JP" | "TW" | "TH" | "other";

export const AREAS_OF: Record<Country, readonly string[]> = {
  JP: "北海道 青森 岩手 宮城 秋田 山形 福島 茨城 栃木 群馬 埼玉 千葉 東京 神奈川 新潟 富山 石川 福井 山梨 長野 岐阜 静岡 愛知 三重 滋賀 京都 大阪 兵庫 奈良 和歌山 鳥取 島根 岡山 広島 山口 徳島 香川 愛媛 高知 福岡 佐賀 長崎 熊本 大分 宮崎 鹿児島 沖縄".split(
    " ",
  ),
  TW: "台北市 新北市 桃園市 台中市 台南市 高雄市 基隆市 新竹市 嘉義市 新竹縣 苗栗縣 彰化縣 南投縣 雲林縣 嘉義縣 屏東縣 宜蘭縣 花蓮縣 台東縣 澎湖縣 金門縣 連江縣".split(
    " ",
  ),
  TH: "Bangkok Pattaya Northern Central Southern Eastern NorthEastern Western".split(" "),
  other: [],
};

/** The areas a filter may name; Indonesia's are in the OpenAPI file only, and whether LINE still takes them is unverified. */
export const AREA_CODES: readonly string[] = [
  ...codes("jp", 47),
  ...codes("tw", 22),
  ...codes("th", 8),
  ...codes("id", 12),
];

function codes(country: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${country}_${String(index + 1).padStart(2, "0")}`);
}

/** 0 where the area is of another country. */
export function areaNumber(code: string, country: Country): number {
  return code.startsWith(country.toLowerCase()) ? Number(code.slice(3)) : 0;
}
