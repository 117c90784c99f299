-- AlterTable
ALTER TABLE "parcels" ADD COLUMN     "insured" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "tracking_url" TEXT;

-- CreateTable
CREATE TABLE "scans" (
    "id" BIGSERIAL NOT NULL,
    "parcel_id" INTEGER NOT NULL,
    "place" TEXT NOT NULL,
    "scanned_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scans_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "labels" (
    "parcel_id" INTEGER NOT NULL,
    "body" TEXT NOT NULL,

    CONSTRAINT "labels_pkey" PRIMARY KEY ("parcel_id")
);

-- CreateIndex
CREATE INDEX "scans_parcel_id_scanned_at_idx" ON "scans"("parcel_id", "scanned_at");

-- AddForeignKey
ALTER TABLE "scans" ADD CONSTRAINT "scans_parcel_id_fkey" FOREIGN KEY ("parcel_id") REFERENCES "parcels"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "labels" ADD CONSTRAINT "labels_parcel_id_fkey" FOREIGN KEY ("parcel_id") REFERENCES "parcels"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

