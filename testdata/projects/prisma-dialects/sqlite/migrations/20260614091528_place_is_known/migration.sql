-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_scans" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "parcel_id" INTEGER NOT NULL,
    "place" TEXT NOT NULL,
    CONSTRAINT "scans_parcel_id_fkey" FOREIGN KEY ("parcel_id") REFERENCES "parcels" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_scans" ("id", "parcel_id", "place") SELECT "id", "parcel_id", "place" FROM "scans";
DROP TABLE "scans";
ALTER TABLE "new_scans" RENAME TO "scans";
CREATE INDEX "scans_parcel_id_idx" ON "scans"("parcel_id");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

