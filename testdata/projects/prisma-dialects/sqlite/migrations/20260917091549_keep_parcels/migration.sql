-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_parcels" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "customer_id" INTEGER NOT NULL,
    "tracking_number" TEXT NOT NULL,
    "tracking_url" TEXT,
    "insured" BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT "parcels_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_parcels" ("customer_id", "id", "insured", "tracking_number", "tracking_url") SELECT "customer_id", "id", "insured", "tracking_number", "tracking_url" FROM "parcels";
DROP TABLE "parcels";
ALTER TABLE "new_parcels" RENAME TO "parcels";
CREATE UNIQUE INDEX "parcels_tracking_number_key" ON "parcels"("tracking_number");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

