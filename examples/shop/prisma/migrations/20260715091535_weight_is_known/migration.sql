-- AlterTable
ALTER TABLE "customers" DROP COLUMN "fax";

-- AlterTable
ALTER TABLE "parcels" ALTER COLUMN "weight_grams" SET NOT NULL;

-- CreateIndex
CREATE INDEX "parcels_status_created_at_idx" ON "parcels"("status", "created_at");

