-- An open task of no case is looked for by name and title before it is added (screening asks for
-- some by name).  The index before this one held the tasks of cases too: SQLite preferred it to the
-- case's own, and a name that a thousand cases share made each new task slower than the last.
DROP INDEX task_by_name;
CREATE INDEX task_of_no_case ON task (name, title) WHERE case_id IS NULL AND status = 'open';
