import { boolean, integer, pgTable, serial, text, varchar } from "drizzle-orm/pg-core";
export { foreignKey, index, uniqueIndex } from "drizzle-orm/pg-core";

export const table = pgTable;
export const id = () => serial("id").primaryKey();
export const whole = (name: string) => integer(name);
export const short = (name: string, length: number) => varchar(name, { length });
export const long = (name: string) => text(name);
export const flag = (name: string) => boolean(name);
