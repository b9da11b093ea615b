/**
 * The app's name where HubSpot and customers read it. HubSpot's listing rules: "Do not combine HubSpot's name (including
 * 'Hub' and 'HubSpot') with your app name". https://developers.hubspot.com/docs/apps/developer-platform/list-apps/listing-your-app/app-marketplace-listing-requirements
 */
import { PRODUCT } from "../../src/app/product.ts";

const FORMER = /line[ _-]?audience[ _-](?:for[ _-])?hub/i;
/** Our name and HubSpot's, or "Hub", as one name: beside each other, or joined by a word or sign that joins names. */
const JOINED = String.raw`(?:[\s_:|/&+×x-]|for|by|with|用|向け|の)*`;
const COMBINED = new RegExp(`${PRODUCT}${JOINED}Hub|Hub(?:Spot)?${JOINED}${PRODUCT}`, "i");

/** Whether the text has the app's former name, or its name as one with HubSpot's. */
export const misnamed = (text: string): boolean => FORMER.test(text) || COMBINED.test(text);
