-- Where the pages find what they show among a million cases: each of these lists is short, and stands among rows that
-- are many and look alike to SQLite's planner, which would walk them all.

CREATE INDEX case_stuck ON case_file (case_id) WHERE status = 'stuck';
CREATE INDEX outbox_waits ON outbox (outbox_id) WHERE status IN ('held', 'unknown');

-- Whose open tasks, by day; and how many each has, without a look at the rows (which is why the status stands in it).
CREATE INDEX task_by_person ON task (assignee, due_day, status) WHERE status = 'open';

-- Open tasks without a day stand in the order in which they were made.
DROP INDEX task_open;
CREATE INDEX task_open ON task (due_day, created_ms) WHERE status = 'open';
