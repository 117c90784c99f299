-- CreateIndex
CREATE UNIQUE INDEX "parcels_reference_key" ON "parcels"("reference");

