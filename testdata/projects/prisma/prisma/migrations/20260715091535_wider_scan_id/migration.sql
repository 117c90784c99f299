-- AlterTable
ALTER TABLE "Customer" ALTER COLUMN "name" SET DATA TYPE VARCHAR(40);

-- AlterTable
ALTER TABLE "parcels" ALTER COLUMN "weight_grams" SET DATA TYPE BIGINT;

