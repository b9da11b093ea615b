/** A mail as plain text and as simple HTML, which says the same. */
import type { MailMessage } from "../../ports/notify/mail.ts";

export function mailPlain({ paragraphs, facts, link, footer }: MailMessage): string {
  const parts = [
    ...paragraphs,
    facts.map(([name, value]) => `${name}: ${value}`).join("\n"),
    `${link.label}:\n${link.url}`,
    `--\n${footer.text}\n${footer.label}: ${footer.url}`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const FONT = "font:16px/1.5 -apple-system,'Segoe UI','Hiragino Sans','Noto Sans',sans-serif";
const BUTTON =
  "display:inline-block;padding:10px 18px;border-radius:6px;background:#0a7d3f;color:#fff;text-decoration:none";
const CELL = "padding:4px 16px 4px 0;vertical-align:top";
const SOFT = "color:#5b6470";

/** Mail programs read neither style sheets nor new elements. */
export function mailHtml({ subject, language, paragraphs, facts, link, footer }: MailMessage): string {
  const rows = facts.map(
    ([name, value]) =>
      `<tr><td style="${CELL};${SOFT}">${escaped(name)}</td><td style="${CELL}">${lines(value)}</td></tr>`,
  );
  return `<!doctype html><html lang="${escaped(language)}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>
<body style="${FONT};max-width:600px;margin:24px auto;padding:0 16px">
<h1 style="font-size:20px">${escaped(subject)}</h1>
${paragraphs.map((text) => `<p>${lines(text)}</p>`).join("\n")}
${rows.length === 0 ? "" : `<table role="presentation" style="border-collapse:collapse">${rows.join("")}</table>`}
<p><a href="${escaped(link.url)}" style="${BUTTON}">${escaped(link.label)}</a></p>
<p style="${SOFT};font-size:13px">${escaped(footer.text)} <a href="${escaped(footer.url)}">${escaped(footer.label)}</a></p>
</body></html>
`;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const lines = (text: string): string => escaped(text).replaceAll("\n", "<br>");
