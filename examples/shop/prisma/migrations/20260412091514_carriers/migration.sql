-- AlterTable
ALTER TABLE "parcels" ADD COLUMN     "carrier_id" INTEGER;

-- CreateTable
CREATE TABLE "carriers" (
    "id" SERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "carriers_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "carriers_code_key" ON "carriers"("code");

-- AddForeignKey
ALTER TABLE "parcels" ADD CONSTRAINT "parcels_carrier_id_fkey" FOREIGN KEY ("carrier_id") REFERENCES "carriers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

