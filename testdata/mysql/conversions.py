"""What a live MySQL makes of values when a column's type is changed: each of these types to each other one, in strict mode, a value at a time.

    python3 testdata/mysql/conversions.py --socket /run/mysqld/mysqld.sock > testdata/mysql/conversions.tsv

It needs PyMySQL and a user who may make databases. A line is old type, new type, what happened to the values: `keeps` (each came back as it was when the
column was changed to the old type again), `refused` (at least one was, the others came back), `changes` (at least one was taken and did not come back), `both`,
`never` (the type cannot be changed whatever the table holds).
"""

import argparse

import pymysql

LOREM = "ab" * 70_000
# Each type with its least and greatest values, and some between.
TYPES = {
    "tinyint(1)": ["-128", "0", "1", "127"],
    "tinyint": ["-128", "127", "7"],
    "tinyint unsigned": ["0", "255"],
    "smallint": ["-32768", "32767"],
    "smallint unsigned": ["0", "65535"],
    "mediumint": ["-8388608", "8388607"],
    "int": ["-2147483648", "2147483647", "2000"],
    "int unsigned": ["0", "4294967295"],
    "bigint": ["-9223372036854775808", "9223372036854775807"],
    "bigint unsigned": ["0", "18446744073709551615"],
    "decimal(10,0)": ["-9999999999", "9999999999"],
    "decimal(8,0)": ["-99999999", "99999999"],
    "decimal(10,2)": ["-99999999.99", "99999999.99", "0.05"],
    "decimal(12,4)": ["-99999999.9999", "99999999.9999"],
    "float": ["-3.4e38", "16777216", "0.1"],
    "double": ["-1.7976931348623157e308", "9007199254740993", "0.1", "1.2345678901234567e-300"],
    "year": ["1901", "2155"],
    "char(10)": ["''", "'abcdefghij'", "'éééééééééé'", "'1'"],
    "varchar(3)": ["''", "'a '", "'abc'", "'12'", "'𝄞𝄞𝄞'"],
    "varchar(50)": ["''", f"'{LOREM[:50]}'", "' a '", "'2024-01-01'"],
    "varchar(191)": ["''", f"'{LOREM[:191]}'", f"'{'𝄞' * 191}'"],
    "tinytext": ["''", "'a '", f"'{LOREM[:255]}'"],
    "text": ["''", "'a '", f"'{LOREM[:65_535]}'", "'5'"],
    "mediumtext": ["''", f"'{LOREM}'"],
    "longtext": ["''", f"'{LOREM}'", "'{}'"],
    "binary(16)": ["x'00112233445566778899aabbccddeeff'", "x'00000000000000000000000000000000'"],
    "varbinary(16)": ["''", "'a '", "x'00112233445566778899aabbccddeeff'", "x'6100'"],
    "blob": ["''", f"'{LOREM[:65_535]}'", "x'ff'"],
    "longblob": ["''", f"'{LOREM}'", "x'ff'"],
    "date": ["'1000-01-01'", "'9999-12-31'", "'2024-06-01'"],
    "datetime": ["'1000-01-01 00:00:00'", "'9999-12-31 23:59:59'", "'2024-06-01 12:13:14'"],
    "datetime(3)": ["'1000-01-01 00:00:00'", "'9999-12-31 23:59:59.999'", "'2024-06-01 12:13:14.567'"],
    "timestamp": ["'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'", "'2024-06-01 12:13:14'"],
    "time": ["'-838:59:59'", "'838:59:59'", "'12:13:14'"],
    "json": ["'1'", "'\"a\"'", "'{\"a\": [1, 2]}'", "'null'"],
    "enum('a','bcd')": ["'a'", "'bcd'"],
    "enum('a')": ["'a'"],
    "enum('bcd','a','x')": ["'a'", "'bcd'", "'x'"],
    "set('a','bcd')": ["''", "'a'", "'a,bcd'"],
}


def outcome(cursor, old, new):
    kept, refused, changed, never = 0, 0, 0, False
    cursor.execute("DROP TABLE IF EXISTS t")
    cursor.execute(f"CREATE TABLE t (v {old})")
    try:
        cursor.execute(f"ALTER TABLE t MODIFY v {new}")
    except pymysql.Error:
        return "never"
    for value in TYPES[old]:
        cursor.execute("DROP TABLE t")
        cursor.execute(f"CREATE TABLE t (v {old})")
        cursor.execute(f"INSERT INTO t VALUES ({value})")
        cursor.execute("SELECT hex(v), v FROM t")
        before = cursor.fetchall()
        try:
            cursor.execute(f"ALTER TABLE t MODIFY v {new}")
        except pymysql.Error:
            refused += 1
            continue
        try:
            cursor.execute(f"ALTER TABLE t MODIFY v {old}")
            cursor.execute("SELECT hex(v), v FROM t")
            same = cursor.fetchall() == before
        except pymysql.Error:
            same = False
        kept, changed = kept + same, changed + (not same)
    match (refused > 0, changed > 0):
        case (False, False):
            return "keeps"
        case (True, False):
            return "refused"
        case (False, True):
            return "changes"
        case _:
            return "both"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket")
    parser.add_argument("--user", default="root")
    parser.add_argument("--password", default="")
    arguments = parser.parse_args()
    connection = pymysql.connect(
        unix_socket=arguments.socket, user=arguments.user, password=arguments.password, charset="utf8mb4", autocommit=True
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE IF NOT EXISTS migsafe_types CHARACTER SET utf8mb4")
        cursor.execute("USE migsafe_types")
        cursor.execute("SET SESSION time_zone = '+00:00'")
        cursor.execute("SELECT @@version, @@sql_mode")
        version, mode = cursor.fetchone()
        print(f"# {version}, sql_mode {mode}")
        for old in TYPES:
            for new in TYPES:
                if old != new:
                    print(old, new, outcome(cursor, old, new), sep="\t", flush=True)
        cursor.execute("DROP DATABASE migsafe_types")


main()
