import { describe, expect, test } from "@jest/globals";
import { CODES, finding } from "../../src/delivery/codes.ts";
import type { Code } from "../../src/delivery/codes.ts";
import { NO_ATTRIBUTES, type Attributes } from "../../src/delivery/inputs.ts";
import { anInputs } from "../support/builders.ts";
import { AREA_CODES, OFFERED_AREAS } from "../../src/i18n/areas.ts";
import { figuresIn } from "../../src/i18n/message-format.ts";
import { textsIn } from "../../src/i18n/languages.ts";
import {
  areaName,
  dateTimeText,
  durationText,
  fieldName,
  LANGUAGES,
  numberText,
  outcomeSentence,
  sentence,
  targetingInWords,
  title,
} from "../../src/i18n/wording.ts";

const codes = Object.keys(CODES) as Code[];
const placeholders = (text: string) => figuresIn(text).toSorted();

describe("every code", () => {
  test.each(codes)("%s shows its figures in its sentence and none in its title, in every language", (code) => {
    for (const language of LANGUAGES) {
      const { sentence: said, title: named } = textsIn(language).codes[code];
      expect([language, placeholders(said), placeholders(named)]).toEqual([
        language,
        [...CODES[code].figures].sort(),
        [],
      ]);
    }
  });

  test.each(codes)("%s is a sentence in English and Japanese", (code) => {
    expect(textsIn("en").codes[code].sentence).toMatch(/^[“A-Z{].*[.}]$/);
    expect(textsIn("ja").codes[code].sentence).toMatch(/[。}]$/);
  });

  test("waiting that did not help is described in the past", () => {
    const waits = codes.filter((code) => CODES[code].reaction === "wait" && !["COLLECTING", "SENDING"].includes(code));
    expect(waits.length).toBeGreaterThan(3);
    for (const code of waits)
      for (const language of LANGUAGES) {
        const { sentence: said, ended } = textsIn(language).codes[code];
        expect([language, placeholders(ended ?? "{none}")]).toEqual([language, [...CODES[code].figures].sort()]);
        expect(ended).not.toBe(said);
      }
    expect(outcomeSentence(finding("LINE_UNAVAILABLE"), "en")).toMatch(/^Nothing was sent/);
    expect(sentence(finding("LINE_UNAVAILABLE"), "en")).toMatch(/try again/);
    expect(outcomeSentence(finding("LIST_MISSING"), "ja")).toBe(sentence(finding("LIST_MISSING"), "ja"));
  });

  test("titles tell codes apart", () => {
    for (const language of LANGUAGES) {
      expect(new Set(codes.map((code) => title(code, language))).size).toBe(codes.length);
    }
  });
});

describe("sentences", () => {
  test("numbers are grouped", () => {
    const sent = finding("DELIVERED", { success: 12345 });
    expect(sentence(sent, "en")).toBe("LINE delivered the message to 12,345 people.");
    expect(sentence(sent, "ja")).toBe("12,345人にLINEメッセージを配信しました。");
  });

  test.each([
    ["list:30", "The list has only 30 members.", "リストのメンバーは30件のみです。"],
    ["collect:97200", "collecting for 1 day 3 hours would", "1日3時間受け付ければ"],
    ["none", "even 6 days", "6日間受け付けても"],
  ])("the way out of too few enrollments: %s", (hint, en, ja) => {
    const tooFew = finding("ENROLLED_BELOW_MINIMUM", { enrolled: 12, needed: 50, hint });
    expect(sentence(tooFew, "en")).toContain(en);
    expect(sentence(tooFew, "ja")).toContain(ja);
    expect(sentence(tooFew, "en")).toContain("12 contacts were enrolled, at least 50 are needed.");
  });

  test("fields and statuses are named as people see them", () => {
    const wrong = finding("INPUT_INVALID", { field: "ageTo", value: "", allowed: "15, 20" });
    expect(sentence(wrong, "en")).toBe(
      "“Who · age under” does not accept “(empty)”. Allowed: 15, 20. Correct it in the workflow action.",
    );
    const preparing = finding("AUDIENCE_NOT_READY", { audience: "VIP", status: "IN_PROGRESS" });
    expect(sentence(preparing, "ja")).toContain("準備中");
    expect(fieldName("sendAt", "en")).toBe("When · earliest send time");
    expect(fieldName("constructor", "en")).toBe("constructor");
    // HubSpot has no Chinese labels and shows the English ones.
    expect(fieldName("sendAt", "zh-Hant")).toBe("最早傳送時間（When · earliest send time）");
    expect(fieldName("constructor", "zh-Hant")).toBe("constructor");
  });

  test("braces of a figure stay, a missing figure leaves no brace", () => {
    const token = finding("PERSONAL_TOKEN_IN_MESSAGE", { token: "{{ name }} $& {target}" });
    expect(sentence(token, "en")).toContain("“{{ name }} $& {target}”");
    expect(sentence(finding("DELIVERED"), "en")).toBe("LINE delivered the message to – people.");
  });
});

describe("targeting in words", () => {
  const words = (attributes: Partial<Attributes>, language: "en" | "ja", audienceId: string | null = null) =>
    targetingInWords(
      anInputs({ audienceId, attributes: { ...NO_ATTRIBUTES, ...attributes } }),
      { "1": "VIP" },
      language,
    );
  const all: Partial<Attributes> = {
    genders: ["male", "female"],
    ageFrom: 20,
    ageBelow: 30,
    os: ["ios"],
    areas: ["jp_13", "jp_28"],
    friendDaysBelow: 90,
  };

  test("who is left out, in both modes", () => {
    const inputs = anInputs({
      targetingMode: "narrow_to_enrolled",
      audienceId: null,
      excludeAudienceIds: ["7", "8"],
      suppression: { listId: "12", property: "line_id" },
      excludeReachedDays: 7,
    });
    expect(targetingInWords(inputs, {}, "en")).toBe(
      "only enrolled contacts; without audiences: 7, 8; without the members of list 12; " +
        "without people reached in the last 7 days",
    );
    expect(targetingInWords({ ...inputs, targetingMode: "line_conditions" }, {}, "ja")).toBe(
      "すべての友だち／除外オーディエンス：7、8／リスト12のメンバーを除外／過去7日間に配信した人を除外",
    );
  });

  test("people in any of several audiences", () => {
    const inputs = anInputs({ audienceId: "1", includeAudienceIds: ["2", "3"] });
    const names = { "1": "VIP", "3": "Readers" };
    expect(targetingInWords(inputs, names, "en")).toBe("Audiences “VIP”, “2” or “Readers”");
    expect(targetingInWords(inputs, names, "ja")).toBe("オーディエンス「VIP」、「2」、または「Readers」");
    expect(targetingInWords(anInputs({ audienceId: "1" }), names, "ja")).toBe("オーディエンス「VIP」");
  });

  test("all conditions", () => {
    expect(words(all, "en", "1")).toBe(
      "Audience “VIP”; gender: Male, Female; age: 20 or older, under 30; device: iPhone (iOS); " +
        "area: Japan – Tokyo, Japan – Hyogo; friend: less than 90 days",
    );
    expect(words(all, "ja", "1")).toBe(
      "オーディエンス「VIP」／性別：男性、女性／年齢：20歳以上30歳未満／OS：iPhone（iOS）／" +
        "エリア：日本・東京都、日本・兵庫県／友だち期間：90日未満",
    );
  });

  test("no condition", () => {
    expect(words({}, "en")).toBe("Every friend");
    expect(words({ ageFrom: 50 }, "en")).toBe("age: 50 or older");
  });
});

describe("areas", () => {
  test.each(LANGUAGES)("have names of their own in %s", (language) => {
    const names = AREA_CODES.map((code) => areaName(code, language));
    expect(new Set(names).size).toBe(89);
    for (const name of names) expect(name).toMatch(/^\p{L}[\p{L}\p{M}\p{N} –()（）・]+$/u);
  });

  test("of Indonesia are accepted but not offered", () => {
    expect(AREA_CODES).toHaveLength(89);
    expect(OFFERED_AREAS).toHaveLength(77);
    expect(AREA_CODES).toContain("id_01");
    expect(areaName("jp_39", "en")).toBe("Japan – Kochi");
    expect(areaName("zz_1", "ja")).toBe("zz_1");
  });
});

describe("numbers, instants and durations", () => {
  test("an instant in a sentence is written as others, with its zone", () => {
    const quiet = finding("QUIET_HOURS", { until: "2026-12-02 08:00 (Asia/Tokyo)" });
    expect(sentence(quiet, "en")).toContain("at 2 Dec 2026, 08:00 (Asia/Tokyo).");
    expect(sentence(quiet, "ja")).toContain("2026/12/02 08:00 (Asia/Tokyo)");
  });

  test("in both languages", () => {
    expect(numberText(1234567, "ja")).toBe("1,234,567");
    expect(dateTimeText(0, "en", "Asia/Tokyo")).toBe("1 Jan 1970, 09:00");
    expect(dateTimeText(0, "ja", "UTC")).toBe("1970/01/01 00:00");
    expect(dateTimeText(25_380_000, "zh-Hant", "UTC")).toBe("1970年1月1日 07:03");
  });

  test.each([
    [45, "45 seconds", "45秒"],
    [2700, "45 minutes", "45分"],
    [3600, "1 hour", "1時間"],
    [93_660, "1 day 2 hours", "1日2時間"],
    [518_400, "6 days", "6日"],
  ])("%i seconds", (seconds, en, ja) => {
    expect(durationText(seconds, "en")).toBe(en);
    expect(durationText(seconds, "ja")).toBe(ja);
  });
});
