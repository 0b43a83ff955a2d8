/** A gift may be of an SKU that was ordered as well. */
export const lineKey = ({ skuId, isGift }: { readonly skuId: string; readonly isGift?: true }): string =>
  isGift ? `gift ${skuId}` : skuId;
