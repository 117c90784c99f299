// A parcel shop for three databases, in nine steps: what stands here is the same for each, and the words come from dialects.<database>.ts. See ../README.md.
import { flag, foreignKey, id, index, long, short, table, uniqueIndex, whole } from "./words";

export const customers = table("customers", {
  id: id(),
  name: short("name", 80).notNull(),
  email: short("email", 120),
  fax: long("fax"), // @..4
});

export const parcels = table("parcels", {
  id: id(),
  customerId: whole("customer_id").notNull(),
  reference: short("reference", 40).notNull(), // @..5
  trackingNumber: short("tracking_number", 40).notNull(), // @6..
  trackingUrl: long("tracking_url"), // @2..
  insured: flag("insured").notNull().default(false), // @2..
}, (parcel) => [
  foreignKey({ columns: [parcel.customerId], foreignColumns: [customers.id], name: "parcels_customer_fk" }).onDelete("cascade"), // @..6
  foreignKey({ columns: [parcel.customerId], foreignColumns: [customers.id], name: "parcels_customer_fk" }).onDelete("restrict"), // @7..
  uniqueIndex("parcels_reference_key").on(parcel.reference), // @3..5
  uniqueIndex("parcels_reference_key").on(parcel.trackingNumber), // @6..8
]);

export const scans = table("scans", { // @2..
  id: id(), // @2..
  parcelId: whole("parcel_id").notNull(), // @2..
  place: short("place", 60), // @2..3
  place: short("place", 60).notNull(), // @4..
}, (scan) => [ // @2..
  foreignKey({ columns: [scan.parcelId], foreignColumns: [parcels.id], name: "scans_parcel_fk" }).onDelete("cascade"), // @2..
  index("scans_parcel_id_index").on(scan.parcelId), // @2..
]); // @2..

export const labels = table("labels", { // @2..7
  id: id(), // @2..7
  body: long("body").notNull(), // @2..7
}); // @2..7
