-- CreateTable
CREATE TABLE "scans" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "parcel_id" INTEGER NOT NULL,
    "place" TEXT,
    CONSTRAINT "scans_parcel_id_fkey" FOREIGN KEY ("parcel_id") REFERENCES "parcels" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "labels" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "body" TEXT NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_parcels" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "customer_id" INTEGER NOT NULL,
    "reference" TEXT NOT NULL,
    "tracking_url" TEXT,
    "insured" BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT "parcels_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_parcels" ("customer_id", "id", "reference") SELECT "customer_id", "id", "reference" FROM "parcels";
DROP TABLE "parcels";
ALTER TABLE "new_parcels" RENAME TO "parcels";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "scans_parcel_id_idx" ON "scans"("parcel_id");

