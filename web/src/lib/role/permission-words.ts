import { m } from '#lib/words/m.ts';

const PERMISSIONS: Readonly<Record<string, () => string>> = {
  'orders:read': m.permission_orders_read,
  'orders:change': m.permission_orders_change,
  'products:read': m.permission_products_read,
  'products:change': m.permission_products_change,
  'stock:read': m.permission_stock_read,
  'stock:change': m.permission_stock_change,
  'customers:read': m.permission_customers_read,
  'customers:change': m.permission_customers_change,
  'customers:reveal': m.permission_customers_reveal,
  'campaigns:read': m.permission_campaigns_read,
  'campaigns:change': m.permission_campaigns_change,
  'prices:read': m.permission_prices_read,
  'prices:change': m.permission_prices_change,
  'payments:read': m.permission_payments_read,
  'payments:refund': m.permission_payments_refund,
  'aftersales:read': m.permission_aftersales_read,
  'aftersales:decide': m.permission_aftersales_decide,
  'support:answer': m.permission_support_answer,
  'cases:read': m.permission_cases_read,
  'cases:close': m.permission_cases_close,
  'members:read': m.permission_members_read,
  'members:change': m.permission_members_change,
  'roles:change': m.permission_roles_change,
  'settings:read': m.permission_settings_read,
  'settings:change': m.permission_settings_change,
  'integrations:read': m.permission_integrations_read,
  'integrations:change': m.permission_integrations_change,
  'audit:read': m.permission_audit_read,
};

/** What a permission lets somebody do. One that is not here is shown by the name that the API has for it. */
export function permissionName(permission: string): string {
  return Object.hasOwn(PERMISSIONS, permission) ? PERMISSIONS[permission]!() : permission;
}
