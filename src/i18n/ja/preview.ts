/** Words of the preview of messages in Japanese. */
import type { PageWords } from "../en/page.ts";
import type { PREVIEW_EN } from "../en/preview.ts";

export const PREVIEW_JA: PageWords<typeof PREVIEW_EN> = {
  preview: {
    title: "プレビュー",
    empty: "「保存せずにプレビュー」を押すと、LINEでの表示イメージがここに表示されます。",
    hint: "LINEでの表示イメージです。端末により異なります。",
    showImages: "画像を表示",
    imagesFrom: "取得元：{hosts}。表示すると、取得元のサイトの管理者に閲覧が伝わります。",
    show: "保存せずにプレビュー",
    shown: "プレビューです。まだ保存していません。",
    faultHint: "問題のある箇所をプレビューで枠線表示しています。",
    image: "画像",
    video: "動画",
    audio: "音声",
    imagemap: "タップできる領域のある画像：",
    sticker: "スタンプ {packageId} / {stickerId}",
    coupon: "クーポン",
    notification: "通知：{text}",
    carousel: "横に並ぶカード",
  },
};
