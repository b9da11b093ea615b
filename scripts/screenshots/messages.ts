/** Messages of the kind that people send, with a picture's worth of things in them. */

export interface Offer {
  readonly name: string;
  readonly greeting: string;
  readonly about: string;
  readonly order: string;
}

/** The same offer in each language of the setup guide. */
export const OFFERS = {
  en: {
    name: "Autumn blend",
    greeting: "The autumn blend is here.",
    about: "Roasted on Monday, at your door on Wednesday.",
    order: "Order",
  },
  ja: {
    name: "秋のブレンド",
    greeting: "秋のブレンドが入荷しました。",
    about: "月曜に焙煎し、水曜にお届けします。",
    order: "注文する",
  },
  "zh-Hant": {
    name: "秋季特調",
    greeting: "秋季特調咖啡上市了。",
    about: "週一烘焙，週三送達。",
    order: "立即訂購",
  },
  th: {
    name: "เบลนด์ฤดูใบไม้ร่วง",
    greeting: "กาแฟเบลนด์ฤดูใบไม้ร่วงมาแล้ว",
    about: "คั่ววันจันทร์ ส่งถึงบ้านวันพุธ",
    order: "สั่งซื้อ",
  },
} as const satisfies Readonly<Record<string, Offer>>;

/** A text and a card with a price and a button, as the console saves them. */
export function offerMessage({ name, greeting, about, order }: Offer) {
  const text = (content: string, style: object = {}) => ({ type: "text", text: content, wrap: true, ...style });
  const price = {
    type: "box",
    layout: "horizontal",
    contents: [text("200 g", { color: "#888888" }), text("¥1,480", { align: "end", weight: "bold" })],
  };
  const body = {
    type: "box",
    layout: "vertical",
    spacing: "md",
    contents: [text(name, { weight: "bold", size: "xl" }), text(about), { type: "separator" }, price],
  };
  const action = { type: "uri", label: order, uri: "https://hoshi-coffee.example/autumn" };
  const footer = { type: "box", layout: "vertical", contents: [{ type: "button", style: "primary", action }] };
  const messages = [
    { type: "text", text: greeting },
    { type: "flex", altText: `${name}, 200 g, ¥1,480`, contents: { type: "bubble", body, footer } },
  ];
  return { name, messages };
}
