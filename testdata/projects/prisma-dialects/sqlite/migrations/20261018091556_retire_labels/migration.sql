-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "labels";
PRAGMA foreign_keys=on;

