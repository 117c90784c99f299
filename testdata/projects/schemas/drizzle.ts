// A parcel shop, in eight steps. A line that ends in `@3..5` is there in steps 3 to 5; see ../README.md.
import { boolean, check, foreignKey, index, pgEnum, pgTable, primaryKey, text, timestamp, unique, uniqueIndex, varchar } from "drizzle-orm/pg-core";
import { bigint, integer, serial } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";

export const parcelStatus = pgEnum("parcel_status", ["created", "in_transit", "delivered"]); // @..2
export const parcelStatus = pgEnum("parcel_status", ["created", "in_transit", "held_at_customs", "delivered", "returned"]); // @3..7
export const parcelStatus = pgEnum("parcel_status", ["created", "in_transit", "delivered", "returned"]); // @8..

export const customers = pgTable("customers", {
  id: serial("id").primaryKey(),
  name: varchar("name", { length: 80 }).notNull(), // @..4
  name: varchar("name", { length: 40 }).notNull(), // @5..
  email: text("email"), // @..5
  email: text("email").notNull(), // @6..
  fax: text("fax"), // @..5
});

export const carriers = pgTable("carriers", {
  id: serial("id").primaryKey(),
  code: text("code").notNull(), // @..2
  code: text("code").notNull().unique(), // @3..
  displayName: text("displayName").notNull(),
});

export const parcels = pgTable("parcels", {
  id: serial("id").primaryKey(),
  customerId: integer("customer_id").notNull().references(() => customers.id, { onDelete: "cascade" }), // @..7
  customerId: integer("customer_id").notNull().references(() => customers.id, { onDelete: "restrict" }), // @8..
  carrierId: integer("carrier_id").references(() => carriers.id),
  reference: text("reference").notNull(), // @..5
  trackingNumber: text("tracking_number").notNull(), // @6..
  status: parcelStatus("status").notNull().default("created"),
  weightGrams: integer("weight_grams"),
  trackingUrl: text("tracking_url"), // @2..
  insured: boolean("insured").notNull().default(false), // @2..
  service: text("service").notNull(), // @4..
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
}, (table) => [
  index("parcels_customer_id_index").on(table.customerId),
  uniqueIndex("parcels_reference_key").on(table.reference), // @3..5
  uniqueIndex("parcels_tracking_number_key").on(table.trackingNumber), // @6..
  index("parcels_not_weighed_index").on(table.createdAt.desc()).where(sql`weight_grams IS NULL`), // @4..
  check("parcels_weight_positive", sql`weight_grams > 0`), // @7..
]);

export const scans = pgTable("scans", { // @2..
  id: integer("id").primaryKey().generatedAlwaysAsIdentity(), // @2..4
  id: bigint("id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(), // @5..
  parcelId: integer("parcel_id").notNull(), // @2..
  place: text("place").notNull(), // @2..
  scannedAt: timestamp("scanned_at", { withTimezone: true }).notNull().defaultNow(), // @2..
}, (table) => [ // @2..
  foreignKey({ columns: [table.parcelId], foreignColumns: [parcels.id], name: "scans_parcel_fk" }).onDelete("cascade"), // @2..
  index("scans_parcel_id_scanned_at_index").on(table.parcelId, table.scannedAt), // @2..
]); // @2..

export const labels = pgTable("labels", { // @2..6
  parcelId: integer("parcel_id").primaryKey().references(() => parcels.id), // @2..6
  body: text("body").notNull(), // @2..6
}); // @2..6

export const depots = pgTable("depots", { // @7..
  id: serial("id").primaryKey(), // @7..
  city: text("city").notNull(), // @7..
}, (table) => [unique("depots_city_unique").on(table.city)]); // @7..

export const carrierDepots = pgTable("carrier_depots", { // @7..
  carrierId: integer("carrier_id").notNull().references(() => carriers.id), // @7..
  depotId: integer("depot_id").notNull().references(() => depots.id), // @7..
}, (table) => [primaryKey({ columns: [table.carrierId, table.depotId] })]); // @7..
