/** All that is kept. Each user names the part that it needs. */
import type { ApiKeys } from "./access/api-keys.ts";
import type { Alerts } from "../notify/alerts.ts";
import type { Accounts } from "./accounts.ts";
import type { Audit } from "./audit.ts";
import type { Channels } from "./channels.ts";
import type { Deliveries, Recipients } from "./deliveries.ts";
import type { Enrollments, NotStartedRuns } from "./enrollments.ts";
import type { Members } from "./members.ts";
import type { Privacy } from "./privacy.ts";
import type { Records } from "./records.ts";
import type { SavedMessages } from "./saved-messages.ts";
import type { SendingSwitch } from "./sending-stop.ts";
import type { Sends } from "./sends.ts";
import type { Sessions } from "./sessions.ts";
import type { Settings } from "./settings.ts";
import type { Views } from "./views.ts";

export type Store = Accounts &
  ApiKeys &
  Alerts &
  Audit &
  Channels &
  Deliveries &
  Enrollments &
  Members &
  NotStartedRuns &
  Privacy &
  Recipients &
  Records &
  SavedMessages &
  SendingSwitch &
  Sends &
  Sessions &
  Settings &
  Views;
