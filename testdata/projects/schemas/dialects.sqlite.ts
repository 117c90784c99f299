import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
export { foreignKey, index, uniqueIndex } from "drizzle-orm/sqlite-core";

export const table = sqliteTable;
export const id = () => integer("id").primaryKey({ autoIncrement: true });
export const whole = (name: string) => integer(name);
export const short = (name: string, length: number) => text(name, { length });
export const long = (name: string) => text(name);
export const flag = (name: string) => integer(name, { mode: "boolean" });
