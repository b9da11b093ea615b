/** What is stored about a contact, through the API. */
import { Router, type RequestHandler } from "express";
import { missing, signedIn } from "../request/api-request.ts";
import { contactJson } from "../deliveries/json.ts";
import type { ConsolePorts } from "../request/ports.ts";

export function privacyApi(ports: ConsolePorts): Router {
  const router = Router();
  router.get("/contacts/:contactId", getContact(ports));
  return router;
}

/** Everything there is, which is little and not for long. */
function getContact({ store }: ConsolePorts): RequestHandler {
  return async (request, response) => {
    const contactId = String(request.params["contactId"]);
    if (!/^\d{1,30}$/.test(contactId)) throw missing(request);
    response.json(contactJson(await store.contactData(signedIn(request).portalId, contactId)));
  };
}
