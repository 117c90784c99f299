"""What a live MySQL does with the statements of `cases.sql`, each case in a database made anew.

    python3 testdata/mysql/measure.py --socket /run/mysqld/mysqld.sock > testdata/mysql/measured.json

It needs PyMySQL and a user who may make databases. Of each case: `refused` (the server's number of the error, and which statement it stopped), `lost` (what of the rows is
not there any more), `gone` (names, keys, constraints and triggers that are not), `commits` (what the session had written before cannot be rolled back any more).
"""

import argparse
import json
import pathlib

import pymysql


def statements(text):
    """Cut where a line ends with a semicolon; no case needs more."""
    return [part.strip() for part in text.split(";\n") if part.strip()]


def cases():
    text = pathlib.Path(__file__).with_name("cases.sql").read_text()
    setup, *parts = text.split("-- case: ")
    return statements(setup), [(part.split("\n", 1)[0], statements(part.split("\n", 1)[1])) for part in parts]


def rows(cursor, sql, *values):
    cursor.execute(sql, values)
    return cursor.fetchall()


def contents(cursor):
    """Columns with their values, by table; and everything that guards them, by name."""
    tables = {}
    for (table,) in rows(cursor, "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = database() AND TABLE_TYPE = 'BASE TABLE'"):
        columns = [name for (name,) in rows(cursor, "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = database() AND TABLE_NAME = %s", table)]
        values = {row[columns.index("id")]: row for row in rows(cursor, "SELECT " + ", ".join(f"`{column}`" for column in columns) + f" FROM `{table}`")}
        tables[table] = {column: {key: row[place] for key, row in values.items()} for place, column in enumerate(columns)}
    guards = {f"{kind.lower()} {table}.{name}" for table, name, kind in rows(cursor, "SELECT TABLE_NAME, CONSTRAINT_NAME, CONSTRAINT_TYPE FROM information_schema.TABLE_CONSTRAINTS WHERE TABLE_SCHEMA = database()")}
    guards |= {f"view {name}" for (name,) in rows(cursor, "SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = database()")}
    guards |= {f"trigger {name}" for (name,) in rows(cursor, "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = database()")}
    return tables, guards


def losses(before, after):
    lost, gone = [], sorted(before[1] - after[1])
    moved = {json.dumps(columns, default=str, sort_keys=True) for table, columns in after[0].items() if table not in before[0]}
    for table, columns in before[0].items():
        if table not in after[0]:
            (gone if json.dumps(columns, default=str, sort_keys=True) in moved else lost).append(f"table {table}")
            continue
        now = after[0][table]
        fresh = [values for column, values in now.items() if column not in columns]
        if now["id"].keys() < columns["id"].keys():
            lost.append(f"rows of {table}")
        for column, values in columns.items():
            if column not in now:
                (gone if values in fresh else lost).append(f"column {table}.{column}")
            elif any(now[column].get(key, value) != value for key, value in values.items()):
                lost.append(f"values of {table}.{column}")
    return lost, gone


def measure(connection, setup, asked):
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS migsafe_cases")
        cursor.execute("CREATE DATABASE migsafe_cases CHARACTER SET utf8mb4")
        cursor.execute("USE migsafe_cases")
        cursor.execute("SET SESSION sql_mode = DEFAULT, foreign_key_checks = 1")
        for statement in setup:
            cursor.execute(statement)
        before = contents(cursor)
        cursor.execute("START TRANSACTION")
        cursor.execute("INSERT INTO empty_ones VALUES (77, 77)")
        refused = None
        for statement in asked:
            try:
                cursor.execute(statement)
            except pymysql.Error as error:
                refused = {"error": error.args[0], "statement": statement}
                break
        cursor.execute("SELECT count(*) FROM empty_ones")
        after = contents(cursor)
        cursor.execute("ROLLBACK")
        commits = rows(cursor, "SELECT count(*) FROM empty_ones") == ((1,),)
    lost, gone = losses(before, after)
    return {"refused": refused, "lost": lost, "gone": gone, "commits": commits}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket")
    parser.add_argument("--user", default="root")
    parser.add_argument("--password", default="")
    arguments = parser.parse_args()
    connection = pymysql.connect(unix_socket=arguments.socket, user=arguments.user, password=arguments.password, charset="utf8mb4", autocommit=True)
    setup, asked = cases()
    with connection.cursor() as cursor:
        version = rows(cursor, "SELECT @@version")[0][0]
    found = {name: measure(connection, setup, lines) for name, lines in asked}
    print(json.dumps({"version": version, "cases": found}, indent=1))


main()
