import { boolean, int, mysqlTable, text, varchar } from "drizzle-orm/mysql-core";
export { foreignKey, index, uniqueIndex } from "drizzle-orm/mysql-core";

export const table = mysqlTable;
export const id = () => int("id").autoincrement().primaryKey();
export const whole = (name: string) => int(name);
export const short = (name: string, length: number) => varchar(name, { length });
export const long = (name: string) => text(name);
export const flag = (name: string) => boolean(name);
