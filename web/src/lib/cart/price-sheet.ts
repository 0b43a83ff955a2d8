/** The id of the sheet with what a cart costs and which coupons it uses: buttons elsewhere on the page open it. */
export const PRICE_SHEET = 'price-sheet';
