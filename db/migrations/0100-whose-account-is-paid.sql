-- At which account of the shop a payment was begun: a gateway that says that another has the money is not believed. Null in payments from
-- before this.

alter table payments add column merchant text;
