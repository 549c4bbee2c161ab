/** Apple's `url` and an enrollment profile's id: where a phone posts its description. */
export const postPath = "/ade/profile";
/** Apple's `configuration_web_url` and an enrollment profile's id: the first page of Setup Assistant's web view. */
export const signInPagePath = "/ade/sign-in";
/** Where an OpenID provider sends people back to. */
export const providerReturnPath = "/ade/provider";
