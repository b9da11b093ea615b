/** One message of every kind that LINE documents for a narrowcast, as rich as it may be. */
const address = "https://tea.example/autumn";
const picture = "https://cdn.tea.example/tea.jpg";
const film = "https://cdn.tea.example/tea.mp4";
const area = { x: 0, y: 0, width: 520, height: 1040 };
const open = { type: "uri", label: "Open", uri: address };

const actions = {
  postback: { type: "postback", label: "Later", data: "later", displayText: "Later", inputOption: "openKeyboard" },
  message: { type: "message", label: "Yes", text: "Yes" },
  uri: { ...open, altUri: { desktop: address } },
  datetimepicker: { type: "datetimepicker", label: "When", data: "when", mode: "date" },
  camera: { type: "camera", label: "Camera" },
  cameraRoll: { type: "cameraRoll", label: "Photos" },
  location: { type: "location", label: "Where" },
  clipboard: { type: "clipboard", label: "Copy", clipboardText: "TEA-2026" },
};

const quickReply = {
  items: Object.values(actions).map((action) => ({ type: "action", imageUrl: picture, action })),
};

const bubble = {
  type: "bubble",
  size: "mega",
  header: { type: "box", layout: "vertical", contents: [{ type: "text", text: "Autumn" }] },
  hero: {
    type: "video",
    url: film,
    previewUrl: picture,
    altContent: { type: "image", url: picture },
    action: open,
  },
  body: {
    type: "box",
    layout: "horizontal",
    contents: [
      { type: "text", contents: [{ type: "span", text: "Ten " }] },
      { type: "image", url: picture, action: { type: "uri", uri: address } },
      { type: "separator" },
      { type: "filler" },
      { type: "box", layout: "baseline", contents: [{ type: "icon", url: picture }] },
      { type: "text", text: "kinds", contents: [] },
    ],
  },
  footer: {
    type: "box",
    layout: "vertical",
    contents: [{ type: "button", action: { ...open, label: "a".repeat(40) } }],
  },
};

const column = { thumbnailImageUrl: picture, title: "Tea", text: "Ten kinds", defaultAction: open, actions: [open] };
const template = { type: "template", altText: "Tea" };

export const KINDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  text: {
    type: "text",
    text: "Hello $",
    emojis: [{ index: 6, productId: "5ac1bfd5040ab15980c9b435", emojiId: "001" }],
    quickReply,
    sender: { name: "Brown", iconUrl: picture },
  },
  textV2: {
    type: "textV2",
    text: "Hello {smile}",
    substitution: { smile: { type: "emoji", productId: "5ac1bfd5040ab15980c9b435", emojiId: "001" } },
  },
  sticker: { type: "sticker", packageId: "446", stickerId: "1988" },
  image: { type: "image", originalContentUrl: picture, previewImageUrl: picture },
  video: { type: "video", originalContentUrl: film, previewImageUrl: picture, trackingId: "autumn-1" },
  audio: { type: "audio", originalContentUrl: "https://cdn.tea.example/tea.m4a", duration: 60_000 },
  location: { type: "location", title: "Tea house", address: "Tokyo", latitude: 35.68, longitude: 139.76 },
  coupon: { type: "coupon", couponId: "01JYNW8JMQVFBNWF1APF8Z3FS7", deliveryTag: "autumn_2026" },
  imagemap: {
    type: "imagemap",
    baseUrl: "https://cdn.tea.example/map",
    altText: "Tea",
    baseSize: { width: 1040, height: 1040 },
    video: {
      originalContentUrl: film,
      previewImageUrl: picture,
      area,
      externalLink: { linkUri: address, label: "See more" },
    },
    actions: [
      { type: "uri", linkUri: address, area },
      { type: "message", text: "Tea", area },
      { type: "clipboard", clipboardText: "TEA", area },
    ],
  },
  buttons: {
    ...template,
    template: { type: "buttons", ...column, actions: [actions.postback, actions.message, actions.uri, open] },
  },
  confirm: { ...template, template: { type: "confirm", text: "Tea?", actions: [actions.message, actions.postback] } },
  carousel: { ...template, template: { type: "carousel", columns: Array.from({ length: 10 }, () => column) } },
  image_carousel: {
    ...template,
    template: {
      type: "image_carousel",
      columns: [{ imageUrl: picture, action: { type: "uri", label: "Open", uri: address } }],
    },
  },
  bubble: { type: "flex", altText: "Tea", contents: bubble },
  "flex carousel": {
    type: "flex",
    altText: "Tea",
    contents: {
      type: "carousel",
      contents: Array.from({ length: 12 }, () => ({ ...bubble, hero: { type: "image", url: picture } })),
    },
  },
};
