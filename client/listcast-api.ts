/** Types of the API, for openapi-fetch (docs/api.md). Written by npm run generate. */
export interface paths {
  "/openapi.json": {
    /** This document */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": { [name: string]: unknown } } };
      };
    };
  };
  "/home": {
    /** What needs a person, this month, what goes out next, and the latest results; five of each */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Home"] } };
        401: Refusal;
        409: Refusal;
      };
    };
  };
  "/channels": {
    /** Connected LINE Official Accounts, by name */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { channels: components["schemas"]["Channel"][] } };
        };
        401: Refusal;
        409: Refusal;
      };
    };
    /** Connect a LINE Official Account after asking LINE whose credentials these are; the same channel again replaces its secret */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ChannelRequest"] } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Channel"] };
        };
        400: Refusal;
        401: Refusal;
        403: Refusal;
        409: Refusal;
        413: Refusal;
        415: Refusal;
        422: Refusal;
        503: Refusal;
      };
    };
  };
  "/channels/{id}": {
    /** Change a channel's name, time zone or the messages kept for chat */
    patch: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ChannelSettings"] } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Channel"] };
        };
        400: Refusal;
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
        413: Refusal;
        415: Refusal;
        422: Refusal;
      };
    };
  };
  "/channels/{id}/health": {
    /** This month's messages, and what LINE last answered */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["ChannelHealth"] };
        };
        401: Refusal;
        404: Refusal;
        409: Refusal;
      };
    };
  };
  "/channels/{id}/verify": {
    /** Ask LINE again, with the stored secret, whose credentials these are (administrators) */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Channel"] };
        };
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
        422: Refusal;
        503: Refusal;
      };
    };
  };
  "/channels/{id}/testers": {
    /** Who receives test sends, by name */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { testers: components["schemas"]["Tester"][] } };
        };
        401: Refusal;
        404: Refusal;
        409: Refusal;
      };
    };
    /** Add a person who receives test sends; the same LINE user ID again renames */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TesterRequest"] } };
      responses: {
        201: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Tester"] } };
        400: Refusal;
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
        413: Refusal;
        415: Refusal;
        422: Refusal;
      };
    };
  };
  "/testers/{id}": {
    /** Remove a tester */
    delete: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
      };
    };
  };
  "/channels/{id}/audiences": {
    /** The account's audiences at LINE, ready ones first */
    get: {
      parameters: {
        query?: {
          /** Only those whose name contains it */
          name?: string;
        };
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { audiences: components["schemas"]["Audience"][] } };
        };
        401: Refusal;
        404: Refusal;
        409: Refusal;
        422: Refusal;
        503: Refusal;
      };
    };
  };
  "/deliveries": {
    /** Deliveries: all, or those that fit every condition */
    get: {
      parameters: {
        query?: {
          /** A part of a message or of a list's or audience's name, or the id of a list, audience, workflow, delivery or LINE request */
          search?: string;
          /** HubSpot list id */
          list?: string;
          /** LINE audience group id of an audience that is sent to */
          audience?: string;
          /** Id of a channel */
          channel?: string;
          /** `open`: none yet; `waiting`: a person has to allow it */
          outcome?: "open" | "waiting" | "delivered" | "failed" | "cancelled" | "rehearsed" | "uncertain";
          /** Opened on this day or later, in the time zone of the HubSpot account's settings */
          from?: string;
          /** Opened on this day or earlier, in the same time zone */
          to?: string;
          /** By the start, or the highest number first */
          sort?: "newest" | "oldest" | "delivered" | "open_rate" | "click_rate";
          limit?: number;
          /** `nextBefore` of the page before, as it was */
          before?: string;
          /** `previousAfter` of the page that follows, as it was; counts instead of `before` */
          after?: string;
        };
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            "application/json": {
              deliveries: components["schemas"]["DeliverySummary"][];
              /** `before` of the next page; null on the last one */
              nextBefore: string | null;
              /** `after` of the page before; null on the first one */
              previousAfter: string | null;
              access: components["schemas"]["RefusedAccess"];
            };
          };
        };
        401: Refusal;
        409: Refusal;
        422: Refusal;
      };
    };
  };
  "/deliveries.csv": {
    /** All deliveries that fit, as a table for spreadsheets in the reader's language */
    get: {
      parameters: {
        query?: {
          /** A part of a message or of a list's or audience's name, or the id of a list, audience, workflow, delivery or LINE request */
          search?: string;
          /** HubSpot list id */
          list?: string;
          /** LINE audience group id of an audience that is sent to */
          audience?: string;
          /** Id of a channel */
          channel?: string;
          /** `open`: none yet; `waiting`: a person has to allow it */
          outcome?: "open" | "waiting" | "delivered" | "failed" | "cancelled" | "rehearsed" | "uncertain";
          /** Opened on this day or later, in the time zone of the HubSpot account's settings */
          from?: string;
          /** Opened on this day or earlier, in the same time zone */
          to?: string;
        };
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "text/csv": string } };
        401: Refusal;
        409: Refusal;
        422: Refusal;
      };
    };
  };
  "/deliveries.json": {
    /** All deliveries that fit, in one document */
    get: {
      parameters: {
        query?: {
          /** A part of a message or of a list's or audience's name, or the id of a list, audience, workflow, delivery or LINE request */
          search?: string;
          /** HubSpot list id */
          list?: string;
          /** LINE audience group id of an audience that is sent to */
          audience?: string;
          /** Id of a channel */
          channel?: string;
          /** `open`: none yet; `waiting`: a person has to allow it */
          outcome?: "open" | "waiting" | "delivered" | "failed" | "cancelled" | "rehearsed" | "uncertain";
          /** Opened on this day or later, in the time zone of the HubSpot account's settings */
          from?: string;
          /** Opened on this day or earlier, in the same time zone */
          to?: string;
        };
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { deliveries: components["schemas"]["DeliverySummary"][] } };
        };
        401: Refusal;
        409: Refusal;
        422: Refusal;
      };
    };
  };
  "/deliveries/{id}": {
    /** One delivery with everything that happened to it */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Delivery"] };
        };
        401: Refusal;
        404: Refusal;
        409: Refusal;
      };
    };
  };
  "/deliveries/{id}/seal": {
    /** Stop collecting now */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Delivery"] };
        };
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
      };
    };
  };
  "/deliveries/{id}/cancel": {
    /** End the delivery without a send; possible until the request to LINE is stored */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Delivery"] };
        };
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
      };
    };
  };
  "/deliveries/{id}/approve": {
    /** Approve a delivery that waits for it; everything is checked once more before it is sent */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Delivery"] };
        };
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
      };
    };
  };
  "/not-started": {
    /** Runs that were refused before there was a delivery: by workflow, code and day, the latest first */
    get: {
      parameters: {
        query?: {
          limit?: number;
          /** `nextBefore` of the page before, as it was */
          before?: string;
        };
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            "application/json": {
              notStarted: components["schemas"]["NotStarted"][];
              /** `before` of the next page; null on the last one */
              nextBefore: string | null;
            };
          };
        };
        401: Refusal;
        409: Refusal;
        422: Refusal;
      };
    };
  };
  "/notifications": {
    /** What the person who asks is notified of, and the latest e-mails to people of the account */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Notifications"] };
        };
        401: Refusal;
        409: Refusal;
      };
    };
    /** Chooses what the person who asks is notified of */
    patch: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": {
            /** Of e-mails; null: as in the account's settings */
            language?: "en" | "ja" | "zh-Hant" | "th" | null;
            /** Whether the person gets e-mail, by kind */
            mail?: {
              connection_lost?: boolean;
              approval_waiting?: boolean;
              delivery_failed?: boolean;
              runs_refused?: boolean;
              delivery_finished?: boolean;
            };
          };
        };
      };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Notifications"] };
        };
        400: Refusal;
        401: Refusal;
        403: Refusal;
        409: Refusal;
        413: Refusal;
        415: Refusal;
        422: Refusal;
      };
    };
  };
  "/messages": {
    /** Saved messages, by name */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { messages: components["schemas"]["Message"][] } };
        };
        401: Refusal;
        409: Refusal;
      };
    };
    /** Save a message; LINE is asked whether it accepts it when an account is connected */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["MessageRequest"] } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["SavedMessage"] };
        };
        400: Refusal;
        401: Refusal;
        403: Refusal;
        409: Refusal;
        413: Refusal;
        415: Refusal;
        422: Refusal;
      };
    };
  };
  "/messages/{id}": {
    /** One saved message */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Message"] };
        };
        401: Refusal;
        404: Refusal;
        409: Refusal;
      };
    };
    /** Change a saved message; deliveries whose request is stored already keep the old one */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["MessageRequest"] } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["SavedMessage"] };
        };
        400: Refusal;
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
        413: Refusal;
        415: Refusal;
        422: Refusal;
      };
    };
    /** Delete a saved message; it can be restored for 30 days */
    delete: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
      };
    };
  };
  "/messages/{id}/restore": {
    /** Bring back a message that was deleted in the last 30 days */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Message"] };
        };
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
      };
    };
  };
  "/messages/{id}/test": {
    /** Send a message to testers, marked as a test; no delivery and no number knows of it */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
          /** The same key again within 24 hours is one send */
          "Idempotency-Key"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["TestRequest"] } };
      responses: {
        202: {
          headers: { [name: string]: unknown };
          content: { "application/json": { sentTo: components["schemas"]["Tester"][] } };
        };
        400: Refusal;
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
        413: Refusal;
        415: Refusal;
        422: Refusal;
        503: Refusal;
      };
    };
  };
  "/settings": {
    /** The portal's settings */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Settings"] };
        };
        401: Refusal;
        409: Refusal;
      };
    };
    /** Change settings and policies; defaults count for deliveries that open from then on (administrators) */
    patch: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["SettingsRequest"] } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Settings"] };
        };
        400: Refusal;
        401: Refusal;
        403: Refusal;
        409: Refusal;
        413: Refusal;
        415: Refusal;
        422: Refusal;
      };
    };
  };
  "/members": {
    /** Everyone who has signed in, with their roles */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { members: components["schemas"]["Member"][] } };
        };
        401: Refusal;
        409: Refusal;
      };
    };
  };
  "/members/{id}": {
    /** Give a person other roles (administrators) */
    patch: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": {
            /** All that the person has from now on; an empty list leaves a viewer */
            roles: components["schemas"]["Role"][];
          };
        };
      };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Member"] } };
        400: Refusal;
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
        413: Refusal;
        415: Refusal;
        422: Refusal;
      };
    };
    /** Take all roles of a person and end their sessions (administrators) */
    delete: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
      };
    };
  };
  "/sessions": {
    /** End all of your own sessions, this one included */
    delete: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        401: Refusal;
        403: Refusal;
        409: Refusal;
      };
    };
  };
  "/audit": {
    /** Who did what, newest first */
    get: {
      parameters: {
        query?: {
          limit?: number;
          /** `nextBefore` of the page before */
          before?: number;
        };
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: {
            "application/json": {
              entries: components["schemas"]["AuditEntry"][];
              /** Null on the last page */
              nextBefore: number | null;
            };
          };
        };
        401: Refusal;
        409: Refusal;
        422: Refusal;
      };
    };
  };
  "/sending": {
    /** Whether all sends of the portal are stopped */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Sending"] };
        };
        401: Refusal;
        409: Refusal;
      };
    };
  };
  "/sending/stop": {
    /** Stop all sends: cancels what LINE was not asked to send, opens nothing until sends are allowed again (senders) */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["StoppedSending"] };
        };
        401: Refusal;
        403: Refusal;
        409: Refusal;
      };
    };
  };
  "/sending/resume": {
    /** Allow sends again; cancelled deliveries stay cancelled (senders) */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["Sending"] };
        };
        401: Refusal;
        403: Refusal;
        409: Refusal;
      };
    };
  };
  "/disconnect": {
    /** Disconnect the HubSpot account: ends all sessions, cancels what was not sent, releases what waits, uninstalls the app at HubSpot, erases the tokens; the rest goes after RETENTION_DAYS (administrators) */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        202: {
          headers: { [name: string]: unknown };
          content: { "application/json": { disconnecting: true; erasedAfterDays: number } };
        };
        401: Refusal;
        403: Refusal;
        409: Refusal;
      };
    };
  };
  "/keys": {
    /** API keys, those that are revoked or have expired last (administrators) */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": { keys: components["schemas"]["ApiKey"][] } };
        };
        401: Refusal;
        403: Refusal;
        409: Refusal;
      };
    };
    /** Make an API key (administrators) */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["KeyRequest"] } };
      responses: {
        201: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["SecretKey"] };
        };
        400: Refusal;
        401: Refusal;
        403: Refusal;
        409: Refusal;
        413: Refusal;
        415: Refusal;
        422: Refusal;
      };
    };
  };
  "/keys/{id}/rotate": {
    /** Give an API key a new secret and a new end (administrators) */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["RotationRequest"] } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["SecretKey"] };
        };
        400: Refusal;
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
        413: Refusal;
        415: Refusal;
        422: Refusal;
      };
    };
  };
  "/keys/{id}": {
    /** Revoke an API key: it is refused from then on (administrators) */
    delete: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never };
        401: Refusal;
        403: Refusal;
        404: Refusal;
        409: Refusal;
      };
    };
  };
  "/contacts/{contactId}": {
    /** Everything that is stored about a contact of the portal */
    get: {
      parameters: {
        query?: never;
        header?: {
          /** HubSpot's number of the account that the request is meant for. Where the session is of another account, the request is refused with 409 `OTHER_PORTAL` and nothing is changed. */
          "Portal-Id"?: string;
        };
        path: {
          /** HubSpot's id of the contact */
          contactId: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { "application/json": components["schemas"]["ContactData"] };
        };
        401: Refusal;
        404: Refusal;
        409: Refusal;
      };
    };
  };
}
/** All refusals look the same. */
export interface Refusal {
  headers: { [name: string]: unknown };
  content: { "application/problem+json": components["schemas"]["Problem"] };
}
export interface components {
  schemas: {
    /** RFC 9457 problem details */
    Problem: {
      type: string;
      status: number;
      /** Stable; programs may branch on it */
      code: string;
      title: string;
      detail?: string;
      /** The value that is wrong, such as `messages[0].text` */
      field?: string;
      /** With `NOT_ALLOWED`: one of these is enough */
      neededRoles?: components["schemas"]["Role"][];
    };
    Home: {
      /** They wait until a person allows them */
      asking: components["schemas"]["DeliverySummary"][];
      /** Failed, or may have, within the last week */
      failed: components["schemas"]["DeliverySummary"][];
      /** On their way without waiting for a person */
      next: components["schemas"]["DeliverySummary"][];
      /** The latest */
      delivered: components["schemas"]["DeliverySummary"][];
      /** This month of each LINE Official Account */
      accounts: {
        channel: { id: string; name: string };
        /** Delivered since the first of the month */
        sends: number;
        /** Reached by those of them whose number is shown */
        people: number;
        /** True where the number of some is hidden */
        someHidden: boolean;
        /** Messages of this month; null where LINE does not say */
        quota: {
          /** Null where the plan has no cap */
          allowance: number | null;
          /** Rounded up to 50, so that no one can work out how few people got a message */
          used: number;
          /** Of what is not used, for chat */
          kept: number;
          /** For sends */
          left: number | null;
        } | null;
        /** Why LINE refuses the account; null while it does not */
        refused: components["schemas"]["Finding"] | null;
      }[];
      /** True where an account sent more than are counted here */
      more: boolean;
      /** Audiences used lately that have expired, or expire within 14 days */
      ending: { channelId: string; name: string; expiresAt: string }[];
      access: components["schemas"]["RefusedAccess"];
    };
    Channel: {
      id: string;
      name: string;
      channelId: string;
      basicId: string;
      displayName: string;
      botUserId: string;
      connectedAt: string;
      /** IANA name; quiet hours are meant in it */
      timeZone: string;
      /** Messages of the month that sends leave for chat */
      quotaFloor: number;
    };
    ChannelRequest: { name: string; channelId: string; channelSecret: string };
    /** What is left out stays as it is */
    ChannelSettings: { name?: string; timeZone?: string; quotaFloor?: number };
    ChannelHealth: {
      /** Messages of this month; null where LINE does not say */
      quota: {
        /** Null where the plan has no cap */
        allowance: number | null;
        /** Rounded up to 50, so that no one can work out how few people got a message */
        used: number;
        /** Of what is not used, for chat */
        kept: number;
        /** For sends */
        left: number | null;
      } | null;
      /** Why LINE does not say */
      problem: components["schemas"]["Finding"] | null;
      verifiedAt: string;
      /** When LINE last answered */
      lastOkAt: string | null;
      /** When it last did not */
      lastErrorAt: string | null;
      lastError: components["schemas"]["Finding"] | null;
    };
    Tester: { id: string; name: string; lineUserId: string };
    TesterRequest: { name: string; lineUserId: string };
    Audience: {
      id: string;
      name: string;
      type: string;
      status: "IN_PROGRESS" | "READY" | "FAILED" | "EXPIRED" | "INACTIVE" | "ACTIVATING" | "UNKNOWN";
      /** 0 while `sizeState` is `hidden` */
      size: number;
      /** `hidden`: fewer than 20 people */
      sizeState: "exact" | "hidden";
      sizeIsExact: boolean;
      /** LINE's own minimum of 50 does not apply: it may be left out however small it is */
      exempt: boolean;
      /** Milliseconds since 1970 */
      expiresAt: number | null;
      /** What it was made with, as LINE calls it */
      createRoute: string | null;
      /** What the account may do with it, as LINE calls it */
      permission: string | null;
      /** What to know before choosing it; `too_small` means to send to: an exempt one may be left out */
      warnings: ("expired" | "expires_soon" | "failed" | "preparing" | "inactive" | "too_small")[];
      /** Deliveries of the last 30 days that name it, newest first */
      uses: {
        deliveryId: string;
        /** Its people receive nothing */
        excluded: boolean;
        list: string;
        phase: components["schemas"]["Phase"];
        outcome: "delivered" | "failed" | "cancelled" | "rehearsed" | "uncertain" | null;
        openedAt: string;
        workflowIds: string[];
      }[];
    };
    Delivery: {
      id: string;
      url: string;
      /** The builder's name for it, else the saved message's name, the first words of the message, or the list */
      name: string;
      workflowIds: string[];
      /** To which it is sent; null where LINE has never said the name */
      audiences: { id: string; name: string | null }[];
      /** Who receives the message */
      recipients: components["schemas"]["Sentences"];
      phase: components["schemas"]["Phase"];
      outcome: "delivered" | "failed" | "cancelled" | "rehearsed" | "uncertain" | null;
      /** The outcome, or what the delivery waits for */
      standing: components["schemas"]["Finding"];
      list: { id: string; name: string; size: number | null };
      channel: { id: string; name: string };
      enrolled: number;
      covered: number;
      /** How many people would receive the message, as far as it is known before the send */
      forecast: components["schemas"]["Forecast"] | null;
      counts: components["schemas"]["Counts"];
      reading: components["schemas"]["Reading"];
      /** Shares of the people who got the message; null where they are hidden or not known */
      rates: { opens: number | null; clicks: number | null };
      /** Messages of the month that it used */
      used: components["schemas"]["Number"];
      approvedBy: string | null;
      openedAt: string;
      acceptedAt: string | null;
      concludedAt: string | null;
      now: string;
      minimum: number;
      executions: number;
      held: number;
      holdsLost: number;
      /** Executions that HubSpot called again although it had taken their outcome. */
      calledAgain: number;
      /** Why HubSpot has not taken the outcome of the held executions yet, and when it is asked again; null while nothing is in the way. */
      releaseWait: { finding: components["schemas"]["Finding"]; until: string } | null;
      window: { quietSeconds: number; ceilingSeconds: number };
      seal: { at: string; reason: "quiet" | "list_complete" | "ceiling" | "person"; enrolled: number } | null;
      targeting: components["schemas"]["Targeting"];
      /** When a delivery that waits is looked at again */
      nextTryAt: string | null;
      approval: {
        needed: boolean;
        /** What a person has to allow now, the gravest first */
        reasons: components["schemas"]["Finding"][];
        by: string | null;
        at: string | null;
      };
      uploads: {
        purpose: "enrolled" | "suppressed";
        state: "collecting" | "pending" | "sent" | "ready" | "deleted";
        ids: number;
      }[];
      /** Messages set aside for the send at most, and used by it */
      quota: { reserved: number | null; used: components["schemas"]["Number"] };
      message: {
        excerpt: string;
        /** The beginning of each message */
        bubbles: string[];
        /** False: there are no clicks to count. Null until the request to LINE is stored */
        hasLinks: boolean | null;
      };
      lineRequestId: string | null;
      nextReadingAt: string | null;
      releasedAt: string | null;
      /** The send time: the message goes out at that time at the earliest; null without one */
      sendAt: string | null;
      /** True where each run has a send time of its own (“next 09:00”) */
      sendAtRecurs: boolean;
      readings: components["schemas"]["Reading"][];
      timeline: components["schemas"]["TimelineEntry"][];
      access: components["schemas"]["RefusedAccess"];
    };
    DeliverySummary: {
      id: string;
      url: string;
      /** The builder's name for it, else the saved message's name, the first words of the message, or the list */
      name: string;
      workflowIds: string[];
      /** To which it is sent; null where LINE has never said the name */
      audiences: { id: string; name: string | null }[];
      /** Who receives the message */
      recipients: components["schemas"]["Sentences"];
      phase: components["schemas"]["Phase"];
      outcome: "delivered" | "failed" | "cancelled" | "rehearsed" | "uncertain" | null;
      /** The outcome, or what the delivery waits for */
      standing: components["schemas"]["Finding"];
      list: { id: string; name: string; size: number | null };
      channel: { id: string; name: string };
      enrolled: number;
      covered: number;
      /** How many people would receive the message, as far as it is known before the send */
      forecast: components["schemas"]["Forecast"] | null;
      counts: components["schemas"]["Counts"];
      reading: components["schemas"]["Reading"];
      /** Shares of the people who got the message; null where they are hidden or not known */
      rates: { opens: number | null; clicks: number | null };
      /** Messages of the month that it used */
      used: components["schemas"]["Number"];
      approvedBy: string | null;
      openedAt: string;
      acceptedAt: string | null;
      concludedAt: string | null;
    };
    /** People whom LINE meant to reach, reached, and did not reach. The target is there once the send is over */
    Counts: {
      target: components["schemas"]["Number"];
      success: components["schemas"]["Number"];
      failure: components["schemas"]["Number"];
    };
    Number: {
      value: number;
      /** `hidden`: of fewer than 20 people, or such a number would follow from it; `pending`: not there yet; `none`: there will never be one. The value is 0 in these three */
      state: "exact" | "hidden" | "pending" | "final" | "none";
    };
    Reading: {
      takenAt: string | null;
      reach: components["schemas"]["Number"];
      opens: components["schemas"]["Number"];
      clicks: components["schemas"]["Number"];
      /** Clicks by link; empty while LINE hides them */
      links: { url: string; people: components["schemas"]["Number"]; clicks: components["schemas"]["Number"] }[];
      final: boolean;
    };
    /** How many people the send can reach, and the rule that would stop it */
    Forecast: {
      low: components["schemas"]["Number"];
      likely: components["schemas"]["Number"];
      /** Null when nothing bounds it */
      high: components["schemas"]["Number"] | null;
      rule: string | null;
    };
    Targeting: {
      words: components["schemas"]["Sentences"];
      /** Recipient, filter and limit as LINE would get them by the action's inputs */
      planned: { [name: string]: unknown };
      /** The exact text LINE gets; null until it is stored */
      requestBody: string | null;
    };
    TimelineEntry: {
      at: string;
      event: string;
      phase: components["schemas"]["Phase"];
      finding: components["schemas"]["Finding"] | null;
      details: { [name: string]: unknown };
    };
    Phase: "collecting" | "sealed" | "preparing" | "sending" | "measuring" | "final";
    /** A code with its figures, as a sentence */
    Finding: {
      code: string;
      figures: { [name: string]: string | number };
      sentence: components["schemas"]["Sentences"];
    };
    /** The same in every language of the console */
    Sentences: { en: string; ja: string; "zh-Hant": string; th: string; [name: string]: unknown };
    /** Why HubSpot gives the app no access to the account; null while it does */
    RefusedAccess: {
      finding: components["schemas"]["Finding"];
      /** Of the first refusal of this kind */
      since: string;
    } | null;
    NotStarted: {
      /** Null where HubSpot named no workflow */
      workflowId: string | null;
      /** Where HubSpot shows the workflow */
      workflowUrl: string | null;
      /** `YYYY-MM-DD` in the time zone of the HubSpot account's settings */
      day: string;
      /** Why, with the figures of the last execution; `…` stands for what may be about a person */
      finding: components["schemas"]["Finding"];
      /** So many calls of the action were refused; test runs do not count */
      executions: number;
      firstAt: string;
      lastAt: string;
    };
    Notifications: {
      /** Whether the service can send e-mail */
      available: boolean;
      /** Of e-mails; null: as in the account's settings */
      language: "en" | "ja" | "zh-Hant" | "th" | null;
      /** Whether the person who asks gets e-mail, by kind */
      mail: {
        connection_lost: boolean;
        approval_waiting: boolean;
        delivery_failed: boolean;
        runs_refused: boolean;
        delivery_finished: boolean;
      };
      /** To anyone of the account, newest first */
      latest: components["schemas"]["SentNotification"][];
    };
    SentNotification: {
      id: string;
      kind: "connection_lost" | "approval_waiting" | "delivery_failed" | "runs_refused" | "delivery_finished";
      /** Id of the delivery, workflow or channel that it is about; `hubspot` for the HubSpot account */
      subject: string;
      /** Null where the person has left */
      to: string | null;
      /** `dropped`: no longer needed */
      state: "waiting" | "sent" | "failed" | "dropped";
      /** Why it waits or failed */
      finding: components["schemas"]["Finding"] | null;
      since: string;
    };
    /** One of LINE's message objects: https://developers.line.biz/en/reference/messaging-api/#message-objects */
    LineMessage: { type: string; [name: string]: unknown };
    Message: {
      id: string;
      name: string;
      messages: components["schemas"]["LineMessage"][];
      utm: components["schemas"]["Utm"] | null;
      updatedAt: string;
    };
    MessageRequest: {
      name: string;
      messages: components["schemas"]["LineMessage"][];
      utm?: components["schemas"]["Utm"] | null;
    };
    SavedMessage: {
      id: string;
      name: string;
      messages: components["schemas"]["LineMessage"][];
      utm: components["schemas"]["Utm"] | null;
      updatedAt: string;
      /** False when LINE could not be asked; it is checked again before every send */
      checkedByLine: boolean;
    };
    TestRequest: { channelId: string; testerIds: string[] };
    /** Added to every link when the message goes out; empty values are left out */
    Utm: { source?: string; medium?: string; campaign?: string; content?: string; term?: string };
    Settings: {
      /** Collecting ends when no one has enrolled for so long; null takes the service's default */
      quietSeconds: number | null;
      /** Collecting ends at the latest after this time; null takes the service's default */
      ceilingSeconds: number | null;
      /** Fewest enrolled contacts for a send; may be lowered only */
      minimumEnrolled: number;
      /** For actions that say nothing about quiet hours; null for none */
      quietHours: { from: string; to: string } | null;
      /** Of what HubSpot shows about a delivery */
      language: "en" | "ja" | "zh-Hant" | "th";
      /** IANA name; of channels that are connected from now on */
      timeZone: string;
      newMemberRole: components["schemas"]["NewMemberRole"];
      /** A person approves every send */
      alwaysApprove: boolean;
      /** A person approves where more people than this may receive the message, or where that is not known; null for no limit */
      approveAbove: number | null;
      /** Where only enrolled contacts receive it: a person approves where more people may receive the message than so many times the contacts; null for no limit */
      approveAboveFactor: number | null;
      /** Who last changed a saved message does not approve its send */
      separateApprover: boolean;
      /** People to whom an account has sent within so many days are left out of its next send; a person approves where LINE cannot leave out all of them; null for no limit */
      oneSendInDays: number | null;
      /** What null stands for */
      serviceDefaults: { quietSeconds: number; ceilingSeconds: number };
      access: components["schemas"]["RefusedAccess"];
    };
    /** What is left out stays as it is. The policies count for every send that has not begun, whatever a workflow asks for */
    SettingsRequest: {
      /** Collecting ends when no one has enrolled for so long; null takes the service's default */
      quietSeconds?: number | null;
      /** Collecting ends at the latest after this time; null takes the service's default */
      ceilingSeconds?: number | null;
      /** Fewest enrolled contacts for a send; may be lowered only */
      minimumEnrolled?: number;
      /** For actions that say nothing about quiet hours; null for none */
      quietHours?: { from: string; to: string } | null;
      /** Of what HubSpot shows about a delivery */
      language?: "en" | "ja" | "zh-Hant" | "th";
      /** IANA name; of channels that are connected from now on */
      timeZone?: string;
      newMemberRole?: components["schemas"]["NewMemberRole"];
      /** A person approves every send */
      alwaysApprove?: boolean;
      /** A person approves where more people than this may receive the message, or where that is not known; null for no limit */
      approveAbove?: number | null;
      /** Where only enrolled contacts receive it: a person approves where more people may receive the message than so many times the contacts; null for no limit */
      approveAboveFactor?: number | null;
      /** Who last changed a saved message does not approve its send */
      separateApprover?: boolean;
      /** People to whom an account has sent within so many days are left out of its next send; a person approves where LINE cannot leave out all of them; null for no limit */
      oneSendInDays?: number | null;
    };
    /** A person may have several; everyone is a viewer */
    Role: "viewer" | "editor" | "approver" | "sender" | "administrator";
    /** What new people may be given */
    NewMemberRole: "viewer" | "editor" | "approver" | "sender";
    Member: {
      id: string;
      email: string;
      /** `viewer` alone, or all others */
      roles: components["schemas"]["Role"][];
      signedInAt: string;
    };
    AuditEntry: {
      /** Grows with time */
      number: number;
      at: string;
      by: string;
      deed:
        | "sign_in"
        | "seal"
        | "cancel"
        | "approve"
        | "connect_channel"
        | "change_channel"
        | "verify_channel"
        | "add_tester"
        | "remove_tester"
        | "create_message"
        | "change_message"
        | "delete_message"
        | "restore_message"
        | "test_send"
        | "change_settings"
        | "change_role"
        | "become_administrator"
        | "remove_member"
        | "sign_out_everywhere"
        | "leave_account"
        | "disconnect"
        | "uninstall"
        | "stop_sending"
        | "resume_sending"
        | "make_key"
        | "rotate_key"
        | "revoke_key";
      /** What it was done to, as people call it */
      subject: string;
      /** What was changed, mostly as `[before, after]` */
      details: { [name: string]: unknown };
    };
    Sending: {
      stopped: boolean;
      /** E-mail address of who stopped; `restore` after a restore from a backup */
      by: string | null;
      at: string | null;
    };
    StoppedSending: {
      stopped: boolean;
      /** E-mail address of who stopped; `restore` after a restore from a backup */
      by: string | null;
      at: string | null;
      cancelled: number;
    };
    ApiKey: {
      id: string;
      name: string;
      roles: components["schemas"]["Role"][];
      /** `expiring`: good for 14 days at most */
      state: "active" | "expiring" | "expired" | "revoked";
      /** E-mail address of who was last shown the secret; null once that person is no longer in the account */
      madeBy: string | null;
      /** When the secret was made */
      madeAt: string;
      expiresAt: string;
      /** To the hour; null for a key that was never used */
      lastUsedAt: string | null;
      revokedAt: string | null;
      /** Until then the secret before the last rotation is good as well */
      formerUntil: string | null;
    };
    KeyRequest: {
      /** As histories and the audit trail call it: `API key NAME` */
      name: string;
      /** None that you do not have yourself; every key is a viewer */
      roles: components["schemas"]["Role"][];
      /** Days until it expires */
      expiresInDays?: number;
    };
    RotationRequest: {
      /** Days until it expires */
      expiresInDays?: number;
      /** Hours for which the former secret is good as well; 0 ends it at once */
      graceHours?: number;
    };
    SecretKey: {
      key: components["schemas"]["ApiKey"];
      /** Shown this once: keep it where programs keep passwords */
      secret: string;
    };
    ContactData: {
      portalId: number;
      contactId: string;
      executions: {
        deliveryId: string;
        callbackId: string;
        executionId: string | null;
        covered: boolean;
        receivedAt: string;
        releasedAt: string | null;
      }[];
      recipients: { deliveryId: string; purpose: "enrolled" | "suppressed"; lineUserId: string; valid: boolean }[];
      examples: { deliveryId: string; text: string; at: string }[];
    };
  };
}
