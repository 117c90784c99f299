-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "parcel_status" AS ENUM ('CREATED', 'IN_TRANSIT', 'DELIVERED');

-- CreateTable
CREATE TABLE "customers" (
    "id" SERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "fax" TEXT,

    CONSTRAINT "customers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "parcels" (
    "id" SERIAL NOT NULL,
    "reference" TEXT NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "status" "parcel_status" NOT NULL DEFAULT 'CREATED',
    "weight_grams" INTEGER,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "parcels_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "customers_email_key" ON "customers"("email");

-- CreateIndex
CREATE UNIQUE INDEX "parcels_reference_key" ON "parcels"("reference");

-- CreateIndex
CREATE INDEX "parcels_customer_id_idx" ON "parcels"("customer_id");

-- AddForeignKey
ALTER TABLE "parcels" ADD CONSTRAINT "parcels_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

