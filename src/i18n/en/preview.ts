/** Words of the preview of messages in English. */
export const PREVIEW_EN = {
  preview: {
    title: "Preview",
    empty: "After “Preview without saving” you see your message here, as it looks in LINE.",
    hint: "Approximate preview. Phones may show it differently.",
    showImages: "Show images",
    imagesFrom: "from {hosts}. The owner of that site can then see that someone has looked.",
    show: "Preview without saving",
    shown: "This is a preview; nothing is saved yet.",
    faultHint: "What is wrong is framed in the preview.",
    image: "Image",
    video: "Video",
    audio: "Audio",
    imagemap: "Image with areas to tap:",
    sticker: "Sticker {packageId} / {stickerId}",
    coupon: "Coupon",
    notification: "Notification: {text}",
    carousel: "Cards side by side",
  },
} as const;
