/** The delivery as the card knows it, and how to ask for it again or for a change. */
import { useCallback, useEffect, useState } from "react";
import { askService, type Answer, type Asked } from "./our-service.ts";
import type { CommandName, Picture } from "./picture.ts";

export interface Trouble {
  readonly met: Exclude<Answer, { kind: "picture" }>;
  /** Null for looking. */
  readonly command: CommandName | null;
}

export interface KnownDelivery {
  /** The last one that came; null before the first. */
  readonly picture: Picture | null;
  /** What the last request met, and what it asked for; null while all is well. */
  readonly trouble: Trouble | null;
  /** What is under way. */
  readonly busy: CommandName | "load" | null;
}

export interface DeliveryControls extends KnownDelivery {
  readonly load: () => void;
  readonly press: (command: CommandName) => void;
}

export function useDelivery({ cardsUrl, deliveryId, language, timeZone }: Asked): DeliveryControls {
  const [known, setKnown] = useState<KnownDelivery>({ picture: null, trouble: null, busy: "load" });
  const ask = useCallback(
    async (command: CommandName | null) => {
      const asked = { cardsUrl, deliveryId, language, timeZone };
      setKnown((before) => ({ ...before, busy: command ?? "load" }));
      const answer = await askService(asked, command);
      // A refusal means that the card is behind: it says so, and shows what is so now.
      const now = answer.kind === "picture" || command === null ? answer : await askService(asked, null);
      setKnown((before) => ({
        picture: now.kind === "picture" ? now.picture : before.picture,
        trouble: answer.kind === "picture" ? null : { met: answer, command },
        busy: null,
      }));
    },
    [cardsUrl, deliveryId, language, timeZone],
  );
  useEffect(() => void ask(null), [ask]);
  return { ...known, load: () => void ask(null), press: (command) => void ask(command) };
}
