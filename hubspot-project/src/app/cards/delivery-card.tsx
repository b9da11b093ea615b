/** The card on the delivery record. HubSpot runs it in the person's browser. */
import { Button, ErrorState, hubspot, Link, LoadingSpinner, Text, useExtensionContext } from "@hubspot/ui-extensions";
import { useCrmProperties } from "@hubspot/ui-extensions/crm";
import type { ReactElement } from "react";
import { cardWords, type CardWords } from "./card-words.ts";
import { DeliveryView } from "./delivery-view.tsx";
import type { Asked } from "./our-service.ts";
import { useDelivery } from "./use-delivery.ts";

hubspot.extend<"crm.record.tab">(() => <DeliveryCard />);

/** The record carries our id; everything else is asked of our service, so that the card is never behind the record. */
const PROPERTIES = ["delivery_id"];

export function DeliveryCard(): ReactElement {
  const { user, portal, variables } = useExtensionContext<"crm.record.tab">();
  const { properties, isLoading, error, refetch } = useCrmProperties(PROPERTIES);
  const language = user.language ?? user.locale ?? "en";
  const words = cardWords(language);
  const publicUrl = variables?.["PUBLIC_URL"];
  const cardsUrl = variables?.["CARDS_URL"];
  const deliveryId = properties["delivery_id"] ?? "";
  if (typeof publicUrl !== "string" || typeof cardsUrl !== "string")
    return <Failure title={words.notSetUp} hint={null} retry={null} words={words} />;
  if (isLoading) return <LoadingSpinner label={words.loading} showLabel={true} layout="centered" />;
  if (error !== null) {
    return <Failure title={words.noAnswer} hint={words.noRecordHint} retry={() => void refetch()} words={words} />;
  }
  if (deliveryId === "") return <Text>{words.noDelivery}</Text>;
  const asked = { cardsUrl: withoutSlash(cardsUrl), deliveryId, language, timeZone: portal.timezone };
  const page = `${withoutSlash(publicUrl)}/deliveries/${encodeURIComponent(deliveryId)}`;
  return <AskedDelivery key={deliveryId} asked={asked} page={page} words={words} />;
}

const withoutSlash = (address: string): string => address.replace(/\/+$/, "");

interface AskedProps {
  readonly asked: Asked;
  /** Where the console shows the delivery. */
  readonly page: string;
  readonly words: CardWords;
}

function AskedDelivery({ asked, page, words }: AskedProps): ReactElement {
  const controls = useDelivery(asked);
  const { picture, trouble, load } = controls;
  if (picture !== null) return <DeliveryView picture={picture} controls={controls} words={words} />;
  if (trouble === null) return <LoadingSpinner label={words.loading} showLabel={true} layout="centered" />;
  const { met } = trouble;
  const [title, hint] = met.kind === "refused" ? [met.title, met.detail] : [words.noAnswer, words.noAnswerHint];
  return <Failure title={title} hint={hint} retry={load} page={page} words={words} />;
}

interface Failed {
  readonly title: string;
  readonly hint: string | null;
  /** Null where trying again would change nothing. */
  readonly retry: (() => void) | null;
  /** The delivery's page in the console, which works also where the card does not. */
  readonly page?: string;
  readonly words: CardWords;
}

function Failure({ title, hint, retry, page, words }: Failed): ReactElement {
  return (
    <ErrorState title={title}>
      {hint !== null && <Text>{hint}</Text>}
      {page !== undefined && <Link href={{ url: page, external: true }}>{words.deliveryPage}</Link>}
      {retry !== null && <Button onClick={retry}>{words.retry}</Button>}
    </ErrorState>
  );
}
