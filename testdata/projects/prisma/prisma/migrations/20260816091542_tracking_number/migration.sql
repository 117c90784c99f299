/*
  Warnings:

  - You are about to drop the column `fax` on the `Customer` table. All the data in the column will be lost.
  - You are about to drop the column `reference` on the `parcels` table. All the data in the column will be lost.
  - A unique constraint covering the columns `[tracking_number]` on the table `parcels` will be added. If there are existing duplicate values, this will fail.
  - Made the column `email` on table `Customer` required. This step will fail if there are existing NULL values in that column.
  - Added the required column `tracking_number` to the `parcels` table without a default value. This is not possible if the table is not empty.

*/
-- DropIndex
DROP INDEX "parcels_reference_key";

-- AlterTable
ALTER TABLE "Customer" DROP COLUMN "fax",
ALTER COLUMN "email" SET NOT NULL;

-- AlterTable
ALTER TABLE "parcels" DROP COLUMN "reference",
ADD COLUMN     "tracking_number" TEXT NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "parcels_tracking_number_key" ON "parcels"("tracking_number");

