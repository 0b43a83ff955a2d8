/** A text that a customer agrees to, in plain words. */
export type LegalText = {
  readonly title: string;
  readonly lead: string;
  readonly sections: readonly { readonly heading: string; readonly paragraphs: readonly string[] }[];
};

/** Both languages of one version. What was agreed to must stay readable, so a change is a new version. */
export type LegalTexts = {
  /** As `CONSENT_VERSION` of the identity module. */
  readonly version: string;
  readonly 'zh-CN': LegalText;
  readonly en: LegalText;
};
