/** The app's public name. HubSpot's listing rules forbid "HubSpot" and "Hub" in it. */
export const PRODUCT = "Listcast";
