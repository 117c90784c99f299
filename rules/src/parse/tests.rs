use super::*;

const PAGE: &str = "```toml
summary = \"s\"
category = \"locking\"
levels = { default = \"error\" }
```
# x-rule
## What it does
a
## Why it is dangerous
b
## Do this instead
c
## When it is fine
d
";

fn read(text: &str) -> Result<Rule, Error> {
    rule("x-rule", text)
}

fn message(text: &str) -> String {
    let error = read(text).unwrap_err();
    format!("{}: {}", error.line, error.message)
}

#[test]
fn a_page_is_read_whole() {
    let page = format!(
        "{PAGE}```sql bad history=\"CREATE TABLE t (a int);\" tool=prisma@7.4 pg=18\nSELECT 1; -- error\nSELECT 2; -- info: [y] -- warning: [z]\n```\n"
    );
    let rule = read(&page).unwrap();
    assert_eq!(rule.levels, [("default".to_owned(), "Error")]);
    assert_eq!(rule.sections[3], ("When it is fine".to_owned(), "d\n```sql bad history=\"CREATE TABLE t (a int);\" tool=prisma@7.4 pg=18\nSELECT 1; -- error\nSELECT 2; -- info: [y] -- warning: [z]\n```".to_owned()));
    let example = &rule.examples[0];
    assert_eq!((example.tool.as_str(), example.tool_version.as_deref(), example.postgres), ("prisma", Some("7.4"), Some(18)));
    assert!(example.files[0].history && example.files[0].text.starts_with("CREATE TABLE"));
    let markers: Vec<_> = example.files[1].markers.iter().map(|marker| (marker.line, marker.level, marker.rule.as_str())).collect();
    assert_eq!(markers, [(1, "Error", "x-rule"), (2, "Info", "y"), (2, "Warning", "z")]);
}

#[test]
fn a_fence_holds_several_files() {
    let page = format!(
        "{PAGE}```sql bad tool=drizzle together\n-- history: 0001_a.sql when=9\nSELECT 1;\n-- file: 0002_b.sql journal=no\n\nSELECT 2; -- error\n-- project: warning: [y]\n```\n"
    );
    let example = read(&page).unwrap().examples.remove(0);
    let files: Vec<_> = example.files.iter().map(|file| (file.name.as_str(), file.history, file.when, file.journal)).collect();
    assert_eq!(files, [("0001_a.sql", true, Some(9), true), ("0002_b.sql", false, None, false)]);
    assert_eq!(example.files[1].markers[0].line, 2);
    assert_eq!(example.project[0].rule, "y");
}

#[test]
fn a_fault_is_named_with_its_line() {
    assert_eq!(message("# x-rule\n"), "1: the file must begin with a fenced `toml` block");
    assert!(message(&PAGE.replace("summary", "sumary")).starts_with("2: unknown field `sumary`"));
    assert_eq!(message(&PAGE.replace("# x-rule", "# y")), "6: the page's title must be `# x-rule`");
    assert!(message(&format!("{PAGE}```sql bad history=\"CREATE TABLE `t`;\"\nSELECT 1; -- error\n```\n")).contains("a back tick"));
    assert!(message(&format!("{PAGE}```sql bad dialect=oracle\nSELECT 1; -- error\n```\n")).contains("mysql or sqlite"));
    assert_eq!(message(&PAGE.replace("## Why it is dangerous", "## Why")), "9: heading `Why` stands where `Why it is dangerous` must");
    assert_eq!(message(&PAGE.replace("\nd\n", "\n")), "13: nothing stands below `When it is fine`");
    assert_eq!(message(&PAGE.replace("\"error\"", "\"grave\"")), "1: case `default`: a level is off, info, warning or error");
    assert_eq!(message(&format!("{PAGE}```sql bad\nSELECT 1;\n```\n")), "15: a bad example needs a marker of its own rule");
    assert_eq!(
        message(&format!("{PAGE}```sql good\nSELECT 1; -- error\n```\n")),
        "15: a good or fixed example must not have a marker of its own rule"
    );
    assert!(message(&format!("{PAGE}```sql good colour=red\nSELECT 1;\n```\n")).starts_with("15: `colour` is not a setting"));
    assert_eq!(message(&format!("{PAGE}```sql good\nSELECT 1;\n")), "15: this fence is never closed");
}
