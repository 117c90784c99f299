-- CreateTable
CREATE TABLE "scans" (
    "id" BIGSERIAL NOT NULL,
    "parcel_id" INTEGER NOT NULL,
    "carrier_id" INTEGER NOT NULL,
    "place" TEXT NOT NULL,
    "scanned_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scans_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "scans_parcel_id_scanned_at_idx" ON "scans"("parcel_id", "scanned_at");

-- AddForeignKey
ALTER TABLE "scans" ADD CONSTRAINT "scans_parcel_id_fkey" FOREIGN KEY ("parcel_id") REFERENCES "parcels"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scans" ADD CONSTRAINT "scans_carrier_id_fkey" FOREIGN KEY ("carrier_id") REFERENCES "carriers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

