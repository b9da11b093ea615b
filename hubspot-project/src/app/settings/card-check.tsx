/** For the operator: the check that has to pass before the card is answered in production. */
import {
  Accordion,
  Alert,
  DescriptionList,
  DescriptionListItem,
  Flex,
  Input,
  LoadingButton,
  Text,
} from "@hubspot/ui-extensions";
import { useState, type ReactElement } from "react";
import { runCheck, type CheckOutcome, type Verdict } from "./run-check.ts";
import type { SettingsWords } from "./settings-words.ts";

interface CheckProps {
  readonly cardsUrl: string;
  readonly language: string;
  readonly words: SettingsWords;
}

export function CardCheck({ cardsUrl, language, words }: CheckProps): ReactElement {
  const [code, setCode] = useState("");
  const [running, setRunning] = useState(false);
  const [outcome, setOutcome] = useState<CheckOutcome | null>(null);
  const press = async () => {
    setRunning(true);
    setOutcome(await runCheck({ cardsUrl, code: code.trim(), language }));
    setRunning(false);
  };
  return (
    <Accordion title={words.check} size="small">
      <Flex direction="column" gap="small">
        <Text>{words.checkWhat}</Text>
        <Input name="code" label={words.checkCode} description={words.checkCodeHint} value={code} onInput={setCode} />
        <LoadingButton loading={running} disabled={code.trim() === "" || running} onClick={() => void press()}>
          {running ? words.checkRunning : words.checkRun}
        </LoadingButton>
        {outcome !== null && !running && <Outcome outcome={outcome} words={words} />}
      </Flex>
    </Accordion>
  );
}

function Outcome({ outcome, words }: Pick<CheckProps, "words"> & { readonly outcome: CheckOutcome }): ReactElement {
  switch (outcome.kind) {
    case "verdict":
      return <Seen verdict={outcome.verdict} />;
    case "refused":
      return <Alert title={outcome.title} variant="warning" />;
    case "no_answer":
      return (
        <Alert title={words.checkNoAnswer} variant="error">
          {words.checkNoAnswerHint}
        </Alert>
      );
  }
}

const VARIANTS = { passed: "success", failed: "error", unclear: "warning" } as const;

function Seen({ verdict: { verdict, title, detail, lines } }: { readonly verdict: Verdict }): ReactElement {
  return (
    <Flex direction="column" gap="small">
      <Alert title={title} variant={VARIANTS[verdict]}>
        {detail}
      </Alert>
      <DescriptionList direction="column">
        {lines.map(({ label, text }) => (
          <DescriptionListItem key={label} label={label}>
            <Text>{text}</Text>
          </DescriptionListItem>
        ))}
      </DescriptionList>
    </Flex>
  );
}
