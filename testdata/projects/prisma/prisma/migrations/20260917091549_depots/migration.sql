-- DropForeignKey
ALTER TABLE "labels" DROP CONSTRAINT "labels_parcel_id_fkey";

-- DropTable
DROP TABLE "labels";

-- CreateTable
CREATE TABLE "Depot" (
    "id" SERIAL NOT NULL,
    "city" TEXT NOT NULL,

    CONSTRAINT "Depot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "_CarrierToDepot" (
    "A" INTEGER NOT NULL,
    "B" INTEGER NOT NULL,

    CONSTRAINT "_CarrierToDepot_AB_pkey" PRIMARY KEY ("A","B")
);

-- CreateIndex
CREATE UNIQUE INDEX "Depot_city_key" ON "Depot"("city");

-- CreateIndex
CREATE INDEX "_CarrierToDepot_B_index" ON "_CarrierToDepot"("B");

-- AddForeignKey
ALTER TABLE "_CarrierToDepot" ADD CONSTRAINT "_CarrierToDepot_A_fkey" FOREIGN KEY ("A") REFERENCES "Carrier"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "_CarrierToDepot" ADD CONSTRAINT "_CarrierToDepot_B_fkey" FOREIGN KEY ("B") REFERENCES "Depot"("id") ON DELETE CASCADE ON UPDATE CASCADE;

