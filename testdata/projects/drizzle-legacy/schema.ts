import { boolean, check, foreignKey, index, pgEnum, pgTable, primaryKey, text, timestamp, unique, uniqueIndex, varchar } from "drizzle-orm/pg-core";
import { bigint, integer, serial } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";

export const parcelStatus = pgEnum("parcel_status", ["created", "in_transit", "delivered", "returned"]);

export const customers = pgTable("customers", {
  id: serial("id").primaryKey(),
  name: varchar("name", { length: 40 }).notNull(),
  email: text("email").notNull(),
});

export const carriers = pgTable("carriers", {
  id: serial("id").primaryKey(),
  code: text("code").notNull().unique(),
  displayName: text("displayName").notNull(),
});

export const parcels = pgTable("parcels", {
  id: serial("id").primaryKey(),
  customerId: integer("customer_id").notNull().references(() => customers.id, { onDelete: "restrict" }),
  carrierId: integer("carrier_id").references(() => carriers.id),
  trackingNumber: text("tracking_number").notNull(),
  status: parcelStatus("status").notNull().default("created"),
  weightGrams: integer("weight_grams"),
  trackingUrl: text("tracking_url"),
  insured: boolean("insured").notNull().default(false),
  service: text("service").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
}, (table) => [
  index("parcels_customer_id_index").on(table.customerId),
  uniqueIndex("parcels_tracking_number_key").on(table.trackingNumber),
  index("parcels_not_weighed_index").on(table.createdAt.desc()).where(sql`weight_grams IS NULL`),
  check("parcels_weight_positive", sql`weight_grams > 0`),
]);

export const scans = pgTable("scans", {
  id: bigint("id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
  parcelId: integer("parcel_id").notNull(),
  place: text("place").notNull(),
  scannedAt: timestamp("scanned_at", { withTimezone: true }).notNull().defaultNow(),
}, (table) => [
  foreignKey({ columns: [table.parcelId], foreignColumns: [parcels.id], name: "scans_parcel_fk" }).onDelete("cascade"),
  index("scans_parcel_id_scanned_at_index").on(table.parcelId, table.scannedAt),
]);


export const depots = pgTable("depots", {
  id: serial("id").primaryKey(),
  city: text("city").notNull(),
}, (table) => [unique("depots_city_unique").on(table.city)]);

export const carrierDepots = pgTable("carrier_depots", {
  carrierId: integer("carrier_id").notNull().references(() => carriers.id),
  depotId: integer("depot_id").notNull().references(() => depots.id),
}, (table) => [primaryKey({ columns: [table.carrierId, table.depotId] })]);
