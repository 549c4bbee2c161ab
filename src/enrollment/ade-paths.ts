/** Where an OpenID provider sends people back to. Those of enrollment profiles are in ade/apple-profile.ts. */
export const providerReturnPath = "/ade/provider";
