/** Words of notifications in Traditional Chinese. */
import type { PageWords } from "../en/page.ts";
import type { ALERTS_EN } from "../en/alerts.ts";

export const ALERTS_ZH: PageWords<typeof ALERTS_EN> = {
  alerts: {
    title: "通知",
    lead: "您透過電子郵件收到的通知，每個人各自設定。",
    noMail: "此服務不寄送電子郵件：營運者尚未設定SMTP_URL。",
    address: "電子郵件會寄到{email}。",
    about: "在以下情況寄電子郵件給我",
    language: "電子郵件的語言",
    ofAccount: "與「設定」相同（{language}）",
    save: "儲存通知設定",
    latest: "最近的電子郵件",
    latestHint: "寄給此帳號成員的電子郵件，由新到舊。",
    latestNone: "尚未寄出任何電子郵件。",
    to: "收件者",
    person: "已離開的成員",
    state: "狀態",
    states: { waiting: "等待寄送", sent: "已寄出", failed: "失敗", dropped: "已不需要" },
    kinds: {
      connection_lost: { name: "HubSpot或LINE官方帳號的連線中斷時", subject: "連線中斷：{name}", action: "重新連線" },
      approval_waiting: { name: "有發送等待核准時", subject: "等待核准：{name}", action: "檢視並決定" },
      delivery_failed: { name: "發送失敗或結果不明時", subject: "未能發送：{name}", action: "查看處理方式" },
      runs_refused: {
        name: "HubSpot執行的工作流程動作無法開始發送時",
        subject: "工作流程遭拒：{name}",
        action: "查看處理方式",
      },
      delivery_finished: { name: "發送完成時", subject: "發送完成：{name}", action: "開啟結果" },
    },
    hubspot: "HubSpot帳號",
    refusedWhere: "工作流程：{id}",
    signInFirst: "核准與拒絕都需要先登入，僅憑此郵件無法進行。",
    footer: "{product}依您在HubSpot帳號{portal}的通知設定寄出此郵件。",
    change: "變更接收的通知",
  },
};
